package io.tombolo.anchoring.append;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.internals.InternalProcessorContext;
import org.apache.kafka.streams.processor.internals.RecordCollector;

/**
 * Writes with the task's own transactional producer, at any moment of the task: a processor can't forward to a sink while Streams
 * is about to commit, and that is when the last leaves and the state go out. So this goes one step below the sinks, as Streams'
 * changelogs do (docs/adr/0030). For the stream thread alone.
 */
final class Outbox {
    private static final ByteArraySerializer BYTES = new ByteArraySerializer();

    private final InternalProcessorContext<Void, Void> context;

    Outbox(ProcessorContext<Void, Void> context) {
        this.context = (InternalProcessorContext<Void, Void>) context;
    }

    void put(String topic, String key, byte[] value) {
        put(topic, key, value, new RecordHeaders());
    }

    void put(String topic, String key, byte[] value, Headers headers) {
        RecordCollector collector = ((RecordCollector.Supplier) context).recordCollector();
        collector.send(
                topic,
                key.getBytes(StandardCharsets.UTF_8),
                value,
                headers,
                context.currentSystemTimeMs(),
                BYTES,
                BYTES,
                LogProcessor.NAME,
                context,
                null);
    }
}
