package io.tombolo.schemas.serde;

import io.tombolo.schemas.registry.RegistryClient;
import java.util.Map;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Framed Avro to generic records, specific ones ({@code specific.avro.reader}) or primitives, under Confluent's
 * configuration keys. Every fault of the input is a {@link SerializationException} that says what is wrong; a registry
 * that does not answer is a {@link io.tombolo.schemas.registry.RegistryException}. Thread-safe once configured.
 */
public final class AvroDeserializer implements Deserializer<Object> {

    private final Registry registry;
    private @Nullable FramedReader reader;

    /** For Kafka, which then calls {@link #configure(Map, boolean)}. */
    public AvroDeserializer() {
        this.registry = new Registry();
    }

    /** On a registry client of the caller's, ready to use. */
    public AvroDeserializer(RegistryClient registry) {
        this(registry, Map.of(), false);
    }

    /** On a registry client of the caller's, ready to use. */
    public AvroDeserializer(RegistryClient registry, Map<String, ?> configuration, boolean isKey) {
        this.registry = new Registry(registry);
        configure(configuration, isKey);
    }

    @Override
    public void configure(Map<String, ?> configuration, boolean isKey) {
        SerdeSettings settings = registry.settings(configuration, isKey);
        reader = new FramedReader(registry.client(settings), settings.specificReader(), settings.generic(), isKey);
    }

    @Override
    public @Nullable Object deserialize(String topic, byte @Nullable [] data) {
        return data == null ? null : configured().read(topic, null, data);
    }

    @Override
    public @Nullable Object deserialize(String topic, Headers headers, byte @Nullable [] data) {
        return data == null ? null : configured().read(topic, headers, data);
    }

    @Override
    public void close() {
        registry.close();
    }

    private FramedReader configured() {
        FramedReader configured = reader;
        if (configured == null) {
            throw new IllegalStateException("AvroDeserializer: not configured");
        }
        return configured;
    }
}
