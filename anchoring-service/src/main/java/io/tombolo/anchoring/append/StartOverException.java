package io.tombolo.anchoring.append;

import org.apache.kafka.common.TopicPartition;

/** What was read of a partition must not be committed: it is to be read again from its start. */
final class StartOverException extends RuntimeException {
    private final transient TopicPartition partition;

    StartOverException(TopicPartition partition, String why) {
        super(partition + " is read again from its start: " + why);
        this.partition = partition;
    }

    TopicPartition partition() {
        return partition;
    }
}
