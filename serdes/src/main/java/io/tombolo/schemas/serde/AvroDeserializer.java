package io.tombolo.schemas.serde;

import io.tombolo.protect.KeyException;
import io.tombolo.schemas.opening.FieldOpening;
import io.tombolo.schemas.opening.OpensFields;
import io.tombolo.schemas.registry.RegistryClient;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificData;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Framed Avro to generic records, specific ones ({@code specific.avro.reader}) or primitives, under Confluent's
 * configuration keys. Every fault of the input is a {@link SerializationException} that says what is wrong; a registry
 * that does not answer is a {@link io.tombolo.schemas.registry.RegistryException}. Thread-safe once configured.
 *
 * <p>With {@code tombolo.keys} or {@code tombolo.unreadable} it opens the protected fields of values, see {@link OpensFields}; a key that can't be
 * had is a {@link KeyException}.
 */
public final class AvroDeserializer implements Deserializer<Object>, OpensFields {

    private final Registry registry;
    private @Nullable FramedReader reader;
    private @Nullable FieldOpening opening;

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
        // A key's fields are never protected.
        opening = isKey
                ? null
                : FieldOpening.of(
                                settings.registry(),
                                true,
                                settings.specificReader() ? SpecificData.get() : settings.generic())
                        .orElse(null);
    }

    @Override
    public @Nullable Object deserialize(String topic, byte @Nullable [] data) {
        return data == null ? null : opened(topic, null, data);
    }

    @Override
    public @Nullable Object deserialize(String topic, Headers headers, byte @Nullable [] data) {
        return data == null ? null : opened(topic, headers, data);
    }

    private @Nullable Object opened(String topic, @Nullable Headers headers, byte[] data) {
        Object datum = configured().read(topic, headers, data);
        if (opening != null) {
            opening.open(topic, headers, datum);
        }
        return datum;
    }

    @Override
    public void announce(List<ConsumerRecord<byte[], byte[]>> records) {
        if (opening != null) {
            opening.announce(records, record -> configured().read(record.topic(), record.headers(), record.value()));
        }
    }

    @Override
    public void forgetKeys() {
        if (opening != null) {
            opening.forgetKeys();
        }
    }

    @Override
    public Map<MetricName, ? extends Metric> metrics() {
        return opening == null ? Map.of() : opening.metrics();
    }

    @Override
    public void close() {
        registry.close();
        if (opening != null) {
            opening.close();
        }
    }

    private FramedReader configured() {
        FramedReader configured = reader;
        if (configured == null) {
            throw new IllegalStateException("AvroDeserializer: not configured");
        }
        return configured;
    }
}
