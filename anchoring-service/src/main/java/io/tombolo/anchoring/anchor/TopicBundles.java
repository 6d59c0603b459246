package io.tombolo.anchoring.anchor;

import io.tombolo.anchoring.kafka.CompactedTopic;
import io.tombolo.merkle.tile.EntryBundle;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Bundles from the log's topic, read from its start. */
final class TopicBundles implements LogReplay.Bundles {
    private final Supplier<CompactedTopic> log;

    TopicBundles(Supplier<CompactedTopic> log) {
        this.log = log;
    }

    @Override
    public void read(String origin, Consumer<LogReplay.Bundle> sink) {
        String prefix = origin + " ";
        try (CompactedTopic topic = log.get()) {
            topic.readToEnd((key, value) -> {
                if (key.startsWith(prefix)) {
                    sink.accept(new LogReplay.Bundle(
                            Long.parseLong(key.substring(prefix.length())), EntryBundle.decode(value)));
                }
            });
        }
    }
}
