package io.tombolo.anchoring.append;

import io.tombolo.schemas.contract.Topics;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;

/** Source topics by pattern, one processor, and the topics it writes. */
final class LogTopology {
    private LogTopology() {}

    static Topology of(AppendParts parts) {
        Serializer<byte[]> bytes = new ByteArraySerializer();
        return new Topology()
                .addSource(
                        AutoOffsetReset.earliest(),
                        "changes",
                        new SourceOrder(),
                        new ByteArrayDeserializer(),
                        (topic, value) -> new SourceRecord(value),
                        parts.rules().subscription())
                .addProcessor(LogProcessor.NAME, () -> new LogProcessor(parts), "changes")
                .addStateStore(new CommitHook.Builder(), LogProcessor.NAME)
                .addSink(LogProcessor.BUNDLES, Topics.LOG, bytes, bytes, LogProcessor.NAME)
                .addSink(LogProcessor.SEALED, Topics.CHECKPOINTS, bytes, bytes, LogProcessor.NAME)
                .addSink(LogProcessor.REFUSED, Topics.REJECTED, bytes, bytes, LogProcessor.NAME);
    }
}
