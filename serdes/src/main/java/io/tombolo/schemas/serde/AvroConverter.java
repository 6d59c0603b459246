package io.tombolo.schemas.serde;

import io.tombolo.protect.KeyException;
import io.tombolo.protect.KeysRefusedException;
import io.tombolo.schemas.connect.ConnectAvro;
import io.tombolo.schemas.opening.FieldOpening;
import io.tombolo.schemas.registry.RegistryClient;
import io.tombolo.schemas.registry.RegistryException;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericContainer;
import org.apache.avro.generic.GenericData;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.connect.components.Versioned;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Values;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.storage.Converter;
import org.jspecify.annotations.Nullable;

/**
 * Kafka Connect's converter to and from framed Avro, under Confluent's configuration keys. A registry that does not
 * answer is a {@link RetriableException}; data or a schema that can't be is a {@link DataException}. With {@code tombolo.keys} or {@code
 * tombolo.unreadable} it opens the protected fields of values, and gives them the types that they have in clear.
 */
public final class AvroConverter implements Converter, Versioned {

    /** Keys of Confluent's converter that would change what is written or read, with the value that changes nothing. */
    private static final Map<String, String> NOT_HERE = Map.of(
            "connect.meta.data", "true",
            "generalized.sum.type.support", "false",
            "ignore.default.for.nullables", "false",
            "allow.optional.map.keys", "false",
            "discard.type.doc.default", "false");

    private final ConnectAvro connectAvro = new ConnectAvro();
    private final Registry registry;
    private @Nullable WriterSchemas writers;
    private @Nullable FramedReader reader;
    private @Nullable FieldOpening opening;

    /** For Connect, which then calls {@link #configure(Map, boolean)}. */
    public AvroConverter() {
        this.registry = new Registry();
    }

    /** On a registry client of the caller's; call {@link #configure(Map, boolean)} then. */
    public AvroConverter(RegistryClient registry) {
        this.registry = new Registry(registry);
    }

    @Override
    public void configure(Map<String, ?> configuration, boolean isKey) {
        SerdeSettings settings = registry.settings(configuration, isKey);
        NOT_HERE.forEach((key, harmless) -> SerdeSettings.refuse(settings.registry(), key, harmless));
        RegistryClient client = registry.client(settings);
        writers = new WriterSchemas(client, settings, isKey);
        reader = new FramedReader(client, false, GenericData.get(), isKey);
        opening = isKey
                ? null
                : FieldOpening.of(settings.registry(), false, GenericData.get()).orElse(null);
    }

    @Override
    public ConfigDef config() {
        return new ConfigDef();
    }

    @Override
    public String version() {
        String version = AvroConverter.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    @Override
    public byte @Nullable [] fromConnectData(
            String topic, org.apache.kafka.connect.data.@Nullable Schema schema, @Nullable Object value) {
        WriterSchemas configured = writers;
        if (configured == null) {
            throw new IllegalStateException("AvroConverter: not configured");
        }
        if (value == null) {
            return null;
        }
        try {
            org.apache.kafka.connect.data.Schema known = schema == null ? inferred(topic, value) : schema;
            Schema avro = connectAvro.avroSchema(known);
            Object datum = connectAvro.toAvro(known, value);
            return datum == null ? null : AvroSerializer.framed(configured, topic, avro, datum);
        } catch (RegistryException.Unavailable e) {
            throw new RetriableException("topic " + topic + ": " + e.getMessage(), e);
        } catch (RegistryException | AvroRuntimeException | SerializationException e) {
            throw new DataException("topic " + topic + ": " + e.getMessage(), e);
        }
    }

    @Override
    public SchemaAndValue toConnectData(String topic, byte @Nullable [] value) {
        return toConnect(topic, null, value);
    }

    @Override
    public SchemaAndValue toConnectData(String topic, Headers headers, byte @Nullable [] value) {
        return toConnect(topic, headers, value);
    }

    @Override
    public void close() {
        registry.close();
        if (opening != null) {
            opening.close();
        }
    }

    private SchemaAndValue toConnect(String topic, @Nullable Headers headers, byte @Nullable [] value) {
        FramedReader configured = reader;
        if (configured == null) {
            throw new IllegalStateException("AvroConverter: not configured");
        }
        if (value == null) {
            return SchemaAndValue.NULL;
        }
        try {
            FramedReader.Datum datum = configured.readWithSchema(topic, headers, value);
            if (opening == null) {
                return connectAvro.toConnect(datum.schema(), datum.value());
            }
            opening.open(topic, headers, datum.value());
            return connectAvro.toConnect(opening.schema(datum.schema()), datum.value());
        } catch (RegistryException.Unavailable e) {
            throw new RetriableException("topic " + topic + ": " + e.getMessage(), e);
        } catch (KeysRefusedException | RegistryException | SerializationException e) {
            throw new DataException(e.getMessage(), e);
        } catch (KeyException e) {
            throw new RetriableException("topic " + topic + ": " + e.getMessage(), e);
        }
    }

    private static org.apache.kafka.connect.data.Schema inferred(String topic, Object value) {
        org.apache.kafka.connect.data.Schema schema =
                value instanceof GenericContainer ? null : Values.inferSchema(value);
        if (schema == null) {
            throw new DataException("topic " + topic + ": a " + value.getClass().getSimpleName()
                    + " without a schema; Avro needs one, so let a transform give it");
        }
        return schema;
    }
}
