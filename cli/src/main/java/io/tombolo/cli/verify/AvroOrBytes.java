package io.tombolo.cli.verify;

import io.tombolo.schemas.registry.RegistryClient;
import io.tombolo.schemas.serde.AvroDeserializer;
import java.nio.ByteBuffer;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Avro where it is framed, bytes where it is not: a log holds both, and so does a dataset. */
final class AvroOrBytes implements Deserializer<Object> {
    private final AvroDeserializer avro;

    AvroOrBytes(RegistryClient registry) {
        avro = new AvroDeserializer(registry);
    }

    @Override
    public @Nullable Object deserialize(String topic, byte @Nullable [] data) {
        return deserialize(topic, new RecordHeaders(), data);
    }

    @Override
    public @Nullable Object deserialize(String topic, Headers headers, byte @Nullable [] data) {
        try {
            return avro.deserialize(topic, headers, data);
        } catch (SerializationException e) {
            return data == null ? null : ByteBuffer.wrap(data);
        }
    }

    @Override
    public void close() {
        avro.close();
    }
}
