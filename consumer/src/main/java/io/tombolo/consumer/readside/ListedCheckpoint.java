package io.tombolo.consumer.readside;

/**
 * A checkpoint as the read side lists it; only what its note says counts, and only if the note's signature holds.
 *
 * @param lastOffset the Kafka offset of the last leaf, unsigned
 * @param sealedAt milliseconds since 1970, the owner's clock, unsigned
 */
record ListedCheckpoint(long size, long lastOffset, long sealedAt, String note) {}
