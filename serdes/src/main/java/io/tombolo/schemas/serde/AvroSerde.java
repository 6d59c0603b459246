package io.tombolo.schemas.serde;

import io.tombolo.schemas.registry.RegistryClient;
import java.util.Map;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** Both directions, for Kafka Streams. */
public final class AvroSerde implements Serde<Object> {

    private final AvroSerializer serializer;
    private final AvroDeserializer deserializer;

    /** For Streams, which then calls {@link #configure(Map, boolean)}. */
    public AvroSerde() {
        this.serializer = new AvroSerializer();
        this.deserializer = new AvroDeserializer();
    }

    /** On a registry client of the caller's, ready to use. */
    public AvroSerde(RegistryClient registry, Map<String, ?> configuration, boolean isKey) {
        this.serializer = new AvroSerializer(registry, configuration, isKey);
        this.deserializer = new AvroDeserializer(registry, configuration, isKey);
    }

    @Override
    public void configure(Map<String, ?> configuration, boolean isKey) {
        serializer.configure(configuration, isKey);
        deserializer.configure(configuration, isKey);
    }

    @Override
    public Serializer<Object> serializer() {
        return serializer;
    }

    @Override
    public Deserializer<Object> deserializer() {
        return deserializer;
    }

    @Override
    public void close() {
        serializer.close();
        deserializer.close();
    }
}
