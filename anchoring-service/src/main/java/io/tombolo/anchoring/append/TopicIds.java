package io.tombolo.anchoring.append;

import org.apache.kafka.common.Uuid;

/** Kafka's own ids of topics: another id under the same name is another topic. */
@FunctionalInterface
interface TopicIds {
    /** The id of the topic that has this name now. */
    Uuid of(String topic);
}
