package io.tombolo.anchoring.state;

import io.tombolo.schemas.contract.TopicSpec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The service's own memory in Kafka. Both topics can be lost: they are rebuilt from the source topics, the log and the ledger. */
public final class StateTopics {
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

    private StateTopics() {}

    public static List<TopicSpec> all() {
        return List.of(new TopicSpec(LOGS, 1, MEMORY), new TopicSpec(FRONTIERS, 1, MEMORY));
    }

    /** The service's memory in Kafka can't be read; the message names the topic. */
    public static final class StateTopicException extends RuntimeException {
        public StateTopicException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
