package io.tombolo.anchoring.kafka;

import io.tombolo.schemas.contract.TopicSpec;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.schemas.serde.KafkaTopics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/**
 * The topics that the service writes. Two are its own memory and can be lost: they are rebuilt from the source topics, the log and
 * the ledger.
 */
public final class OwnTopics {
    /** State of each log. Key: UTF-8 {@code <topic> <partition>}; value: the service's own format. */
    public static final String LOGS = "tombolo.state";

    /** What the anchorer knows of each log. Key: UTF-8 origin; value: the service's own format. */
    public static final String FRONTIERS = "tombolo.frontiers";

    /** Small segments: what is superseded is cleaned away soon, and a restart reads little. */
    private static final Map<String, String> MEMORY = Map.of(
            "cleanup.policy", "compact",
            "segment.bytes", String.valueOf(16 << 20),
            "segment.ms", "600000",
            "min.cleanable.dirty.ratio", "0.1",
            "delete.retention.ms", "60000");

    private OwnTopics() {}

    /** All of them, the memory last. */
    public static List<TopicSpec> specs() {
        List<TopicSpec> specs = new ArrayList<>(Topics.internal());
        specs.add(new TopicSpec(LOGS, 1, MEMORY));
        specs.add(new TopicSpec(FRONTIERS, 1, MEMORY));
        return specs;
    }

    /** Makes those that are missing, with the broker's replication. */
    public static void make(Admin admin) {
        try {
            KafkaTopics.make(admin, specs().toArray(TopicSpec[]::new));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OwnTopicException("interrupted while making topics", e);
        } catch (ExecutionException e) {
            throw new OwnTopicException("own topics can't be made: " + e.getCause(), e);
        }
    }

    /** The service's memory in Kafka can't be read; the message names the topic. */
    public static final class OwnTopicException extends RuntimeException {
        public OwnTopicException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
