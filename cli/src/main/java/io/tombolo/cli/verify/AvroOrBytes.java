package io.tombolo.cli.verify;

import io.tombolo.schemas.opening.OpensFields;
import io.tombolo.schemas.opening.UnreadableFieldException;
import io.tombolo.schemas.registry.RegistryClient;
import io.tombolo.schemas.serde.AvroDeserializer;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Avro where it is framed, bytes where it is not: a log holds both, and so does a dataset. */
final class AvroOrBytes implements Deserializer<Object>, OpensFields {
    private final AvroDeserializer avro;

    AvroOrBytes(RegistryClient registry) {
        this(registry, Map.of(), true);
    }

    /** @param settings of opening, among others */
    AvroOrBytes(RegistryClient registry, Map<String, String> settings, boolean isKey) {
        avro = new AvroDeserializer(registry, settings, isKey);
    }

    @Override
    public @Nullable Object deserialize(String topic, byte @Nullable [] data) {
        return deserialize(topic, new RecordHeaders(), data);
    }

    @Override
    public @Nullable Object deserialize(String topic, Headers headers, byte @Nullable [] data) {
        try {
            return avro.deserialize(topic, headers, data);
        } catch (UnreadableFieldException e) {
            throw e;
        } catch (SerializationException e) {
            return data == null ? null : ByteBuffer.wrap(data);
        }
    }

    @Override
    public void announce(List<ConsumerRecord<byte[], byte[]>> records) {
        avro.announce(records);
    }

    @Override
    public void forgetKeys() {
        avro.forgetKeys();
    }

    @Override
    public Map<MetricName, ? extends Metric> metrics() {
        return avro.metrics();
    }

    @Override
    public void close() {
        avro.close();
    }
}
