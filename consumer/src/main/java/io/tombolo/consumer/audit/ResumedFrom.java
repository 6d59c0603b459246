package io.tombolo.consumer.audit;

/**
 * Where this run of an audit took up a partition. What lies before was compared by an earlier run.
 *
 * @param leaf the first leaf that this run compared
 * @param offset the Kafka offset from which on this run read
 */
public record ResumedFrom(int partition, long leaf, long offset) {}
