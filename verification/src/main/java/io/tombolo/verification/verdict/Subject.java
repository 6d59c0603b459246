package io.tombolo.verification.verdict;

/**
 * The record that a verdict is about.
 *
 * @param origin the log: {@code organisation/dataset/partition}
 * @param index the leaf's index in that log
 * @param offset the record's Kafka offset at the owner's cluster
 */
public record Subject(String origin, long index, long offset) {}
