package io.tombolo.doctor;

/**
 * One fault of one thing.
 *
 * @param subject the thing: a topic, a partition, an address, a folder
 * @param detail its value and the limit
 */
record Finding(Fault fault, String subject, String detail) {}
