package io.tombolo.anchoring.dataset;

import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.anchoring.kafka.Clients;
import io.tombolo.anchoring.kafka.OwnTopics;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Sends a partition back to its start, for a topic that took another's name: the consumer itself would continue at the old topic's
 * offset in the new one.
 */
final class OffsetReset {
    private final AnchoringConfig config;

    OffsetReset(AnchoringConfig config) {
        this.config = config;
    }

    /** Commits offset 0 for the group; as a transaction without a member, which a coordinator takes while the group is active. */
    @SuppressWarnings("removal") // nothing else names a group to a client that is not its member
    void toStart(TopicPartition partition) {
        try (KafkaProducer<byte[], byte[]> producer =
                Clients.producer(config, config.id() + "-reset-" + config.instance())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.sendOffsetsToTransaction(
                    Map.of(partition, new OffsetAndMetadata(0)), new ConsumerGroupMetadata(config.id()));
            producer.commitTransaction();
        } catch (KafkaException e) {
            // As it is, Streams would take a timeout for its own, and commit.
            throw new OwnTopics.OwnTopicException("offset of " + partition + ": can't be set back to 0", e);
        }
    }
}
