package io.tombolo.anchoring.append;

import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.TimestampExtractor;

/** Source topics by pattern, and one processor, which writes its topics through its {@link Outbox}. */
final class LogTopology {
    private LogTopology() {}

    static Topology of(AppendParts parts) {
        return of(parts, new SourceOrder());
    }

    /** {@code order} says which partition is next. */
    static Topology of(AppendParts parts, TimestampExtractor order) {
        return new Topology()
                .addSource(
                        AutoOffsetReset.earliest(),
                        "changes",
                        order,
                        new ByteArrayDeserializer(),
                        new PolledRecords.Unwrap(),
                        parts.rules().subscription())
                .addProcessor(LogProcessor.NAME, () -> new LogProcessor(parts), "changes")
                .addStateStore(new CommitHook.Builder(), LogProcessor.NAME);
    }
}
