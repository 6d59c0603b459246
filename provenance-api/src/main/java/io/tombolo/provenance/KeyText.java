package io.tombolo.provenance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tombolo.schemas.json.BoundedJson;
import io.tombolo.schemas.registry.RegistryClient;
import io.tombolo.schemas.registry.ResolvedSchema;
import io.tombolo.schemas.registry.SchemaResolver;
import io.tombolo.schemas.registry.SubjectVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/** A row's key as people write it, in JSON, made into the bytes that its record has. */
final class KeyText {
    private static final JsonMapper JSON = BoundedJson.mapper(10_000);

    private final RegistryClient registry;
    private final SchemaResolver schemas;

    KeyText(RegistryClient registry, SchemaResolver schemas) {
        this.registry = registry;
        this.schemas = schemas;
    }

    /**
     * The key's bytes without a frame, by the newest schema of the topic's keys; of a topic without one, the text itself, as keys that are raw may be.
     *
     * @throws io.tombolo.http.server.Problem.Refusal 400 when it is not such a key
     * @throws io.tombolo.schemas.registry.RegistryException when the registry does not answer
     */
    byte[] bytes(String topic, String text) {
        Optional<SubjectVersion> newest = registry.latest(topic + "-key");
        if (newest.isEmpty()) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        ResolvedSchema schema = schemas.resolve(topic + "-key", newest.get().source());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        try {
            Object datum = datum("key", schema.avro(), JSON.readTree(text));
            new GenericDatumWriter<>(schema.avro()).write(datum, encoder);
            encoder.flush();
        } catch (JsonProcessingException other) {
            throw Ask.bad("key: not JSON: " + other.getOriginalMessage());
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return out.toByteArray();
    }

    private static @Nullable Object datum(String name, Schema schema, JsonNode json) {
        return switch (schema.getType()) {
            case RECORD -> record(name, schema, json);
            case UNION -> {
                List<Schema> others = schema.getTypes().stream()
                        .filter(type -> type.getType() != Schema.Type.NULL)
                        .toList();
                boolean optional = others.size() == schema.getTypes().size() - 1;
                if (json.isNull() && optional) {
                    yield null;
                }
                if (others.size() != 1) {
                    throw unsupported(name, schema);
                }
                yield datum(name, others.get(0), json);
            }
            case STRING -> need(json.isTextual(), name, schema, json, json.textValue());
            case ENUM ->
                need(
                        json.isTextual() && schema.hasEnumSymbol(json.textValue()),
                        name,
                        schema,
                        json,
                        new GenericData.EnumSymbol(schema, json.asText()));
            case BOOLEAN -> need(json.isBoolean(), name, schema, json, json.booleanValue());
            case INT ->
                need(json.canConvertToInt() || json.isTextual(), name, schema, json, (int) number(name, schema, json));
            case LONG ->
                need(json.canConvertToLong() || json.isTextual(), name, schema, json, number(name, schema, json));
            case FLOAT -> need(json.isNumber(), name, schema, json, json.floatValue());
            case DOUBLE -> need(json.isNumber(), name, schema, json, json.doubleValue());
            default -> throw unsupported(name, schema);
        };
    }

    private static Object record(String name, Schema schema, JsonNode json) {
        if (!json.isObject()) {
            throw Ask.bad("%s %s: must be an object with %s"
                    .formatted(
                            name,
                            json,
                            schema.getFields().stream().map(Schema.Field::name).toList()));
        }
        GenericData.Record record = new GenericData.Record(schema);
        for (Schema.Field field : schema.getFields()) {
            if (!json.has(field.name())) {
                throw Ask.bad("%s: %s is missing".formatted(name, field.name()));
            }
            record.put(field.name(), datum(name + "." + field.name(), field.schema(), json.get(field.name())));
        }
        json.fieldNames().forEachRemaining(given -> {
            if (schema.getField(given) == null) {
                throw Ask.bad("%s: it has no field %s".formatted(name, given));
            }
        });
        return record;
    }

    /** A number, or a date or time as it is shown. */
    private static long number(String name, Schema schema, JsonNode json) {
        if (!json.isTextual()) {
            return json.longValue();
        }
        LogicalType type = schema.getLogicalType();
        String text = json.textValue();
        try {
            return switch (type == null ? "" : type.getName()) {
                case "date" -> LocalDate.parse(text).toEpochDay();
                case "timestamp-millis" -> Instant.parse(text).toEpochMilli();
                case "timestamp-micros" -> ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(text));
                default -> throw mistaken(name, schema, json);
            };
        } catch (DateTimeException | ArithmeticException other) {
            throw mistaken(name, schema, json);
        }
    }

    private static Object need(boolean is, String name, Schema schema, JsonNode json, Object value) {
        if (!is) {
            throw mistaken(name, schema, json);
        }
        return value;
    }

    private static RuntimeException mistaken(String name, Schema schema, JsonNode json) {
        return Ask.bad("%s %s: must be %s".formatted(name, json, SchemaLine.type(schema)));
    }

    private static RuntimeException unsupported(String name, Schema schema) {
        return Ask.bad(
                "%s: %s can't be given in JSON here; search by key_hash".formatted(name, SchemaLine.type(schema)));
    }
}
