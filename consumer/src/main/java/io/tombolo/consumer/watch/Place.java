package io.tombolo.consumer.watch;

/**
 * Up to where a partition was read.
 *
 * @param position every record with an offset below it was taken
 * @param compared how many leaves were compared with a head
 * @param leaves how many leaves were read: where to look first, though records may be missing or too many
 */
record Place(long position, long compared, long leaves) {}
