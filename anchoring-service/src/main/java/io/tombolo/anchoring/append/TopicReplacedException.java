package io.tombolo.anchoring.append;

import org.apache.kafka.common.TopicPartition;

/** Records were read from another topic of the same name: what was made of them must not be committed. */
final class TopicReplacedException extends RuntimeException {
    private final transient TopicPartition partition;

    TopicReplacedException(TopicPartition partition) {
        super("topic " + partition.topic() + " was deleted and made again while it was read");
        this.partition = partition;
    }

    TopicPartition partition() {
        return partition;
    }
}
