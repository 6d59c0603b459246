package io.tombolo.schemas.serde;

import io.tombolo.schemas.commit.Frame;
import io.tombolo.schemas.registry.RegistryClient;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Generic records, specific records and primitives to framed Avro, under Confluent's configuration keys. Thread-safe
 * once configured, as a producer needs it.
 */
public final class AvroSerializer implements Serializer<Object> {

    private final Registry registry;
    private @Nullable WriterSchemas writers;

    /** For Kafka, which then calls {@link #configure(Map, boolean)}. */
    public AvroSerializer() {
        this.registry = new Registry();
    }

    /** On a registry client of the caller's; configured when {@link #configure(Map, boolean)} was called, or not. */
    public AvroSerializer(RegistryClient registry) {
        this.registry = new Registry(registry);
    }

    /** Configured at once, for values ({@code isKey} false) or keys. */
    public AvroSerializer(RegistryClient registry, Map<String, ?> configuration, boolean isKey) {
        this(registry);
        configure(configuration, isKey);
    }

    @Override
    public void configure(Map<String, ?> configuration, boolean isKey) {
        SerdeSettings settings = registry.settings(configuration, isKey);
        writers = new WriterSchemas(registry.client(settings), settings, isKey);
    }

    @Override
    public byte @Nullable [] serialize(String topic, @Nullable Object data) {
        if (data == null) {
            return null;
        }
        WriterSchemas configured = writers;
        if (configured == null) {
            throw new IllegalStateException("AvroSerializer: not configured");
        }
        try {
            return framed(configured, topic, AvroBody.schemaOf(data), data);
        } catch (AvroRuntimeException | ClassCastException | NullPointerException e) {
            throw new SerializationException("topic " + topic + ": not as its schema says: " + e.getMessage(), e);
        }
    }

    @Override
    public byte @Nullable [] serialize(String topic, Headers headers, @Nullable Object data) {
        return serialize(topic, data);
    }

    @Override
    public void close() {
        registry.close();
    }

    static byte[] framed(WriterSchemas writers, String topic, Schema schema, Object datum) {
        WriterSchemas.Writer writer = writers.writer(topic, schema);
        byte[] framed = AvroBody.write(datum, schema, writer.datum(), Frame.LENGTH);
        Frame.write(writer.id(), framed, 0);
        return framed;
    }
}
