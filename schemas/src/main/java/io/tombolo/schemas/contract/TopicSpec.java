package io.tombolo.schemas.contract;

import java.util.Map;

/** A topic as it must be created: name, number of partitions, and Kafka's topic settings. */
public record TopicSpec(String name, int partitions, Map<String, String> settings) {

    public TopicSpec {
        if (partitions < 1) {
            throw new IllegalArgumentException("topic " + name + ": " + partitions + " partitions, at least 1");
        }
        settings = Map.copyOf(settings);
    }
}
