package io.tombolo.anchoring.append;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.internals.InternalProcessorContext;
import org.apache.kafka.streams.processor.internals.RecordCollector;

/**
 * Writes state with the task's own transactional producer. A processor can't forward while Streams is about to commit, so this
 * goes one step below, as Streams' changelogs do (docs/adr/0030).
 */
final class StateSink {
    private static final ByteArraySerializer BYTES = new ByteArraySerializer();

    private final InternalProcessorContext<Void, Void> context;
    private final String topic;

    @SuppressWarnings("unchecked") // the context's output types play no part in sending
    StateSink(ProcessorContext<byte[], byte[]> context, String topic) {
        this.context = (InternalProcessorContext<Void, Void>) (ProcessorContext<?, ?>) context;
        this.topic = topic;
    }

    void put(String key, byte[] state, long now) {
        RecordCollector collector = ((RecordCollector.Supplier) context).recordCollector();
        collector.send(
                topic,
                key.getBytes(StandardCharsets.UTF_8),
                state,
                new RecordHeaders(),
                now,
                BYTES,
                BYTES,
                LogProcessor.NAME,
                context,
                null);
    }
}
