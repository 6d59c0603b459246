package io.tombolo.connectors.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.connectors.row.BoundedDecimal;
import io.tombolo.connectors.row.Column;
import io.tombolo.connectors.row.ColumnType;
import io.tombolo.connectors.row.ObjectStruct;
import io.tombolo.connectors.row.RowOutcome;
import io.tombolo.connectors.row.RowSchema;
import io.tombolo.schemas.AvroNames;
import io.tombolo.schemas.contract.ObjectClaim;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/** Makes typed rows of JSON objects. Thread-safe. */
public final class JsonRows {

    static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final RowSchema schema;
    private final Map<String, Column> columns = new HashMap<>();

    public JsonRows(RowSchema schema, List<Column> columns) {
        this.schema = schema;
        columns.forEach(column -> this.columns.put(column.name(), column));
    }

    /**
     * Reads JSON as strictly as a dataset needs it: every digit kept, no field twice, nothing behind the value.
     *
     * @throws IOException when it is none; a {@link JsonProcessingException} says where
     */
    public static JsonNode parse(byte[] bytes, int offset, int length) throws IOException {
        return JSON.readTree(bytes, offset, length);
    }

    /** One JSON text as a row. */
    public RowOutcome read(byte[] bytes, int offset, int length) {
        try {
            return read(JSON.readTree(bytes, offset, length));
        } catch (JsonProcessingException e) {
            return new RowOutcome.Refused(
                    "BAD_JSON",
                    e.getOriginalMessage() + ", column " + e.getLocation().getColumnNr());
        } catch (IOException e) {
            return new RowOutcome.Refused("BAD_ENCODING", "bytes that are not UTF-8");
        }
    }

    /** One JSON value as a row. */
    public RowOutcome read(JsonNode node) {
        if (!(node instanceof ObjectNode object)) {
            return new RowOutcome.Refused("BAD_JSON", "must be a JSON object, is " + kind(node));
        }
        Struct value = new Struct(schema.value());
        Set<String> seen = new HashSet<>();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            String name = AvroNames.name(field.getKey());
            Column column = columns.get(name);
            if (column == null && field.getValue().isNull()) {
                continue;
            }
            if (column == null) {
                return new RowOutcome.Refused(
                        "UNKNOWN_FIELD",
                        "field '" + shortened(field.getKey()) + "' is none of the dataset's columns "
                                + columns.keySet().stream().sorted().toList());
            }
            if (!seen.add(name)) {
                return new RowOutcome.Refused("UNKNOWN_FIELD", "two fields would be named " + name);
            }
            JsonNode given = field.getValue();
            if (given.isNull()) {
                continue;
            }
            try {
                value.put(
                        name,
                        typed(column.type(), given, schema.value().field(name).schema()));
            } catch (BoundedDecimal.TooManyDigitsException e) {
                return new RowOutcome.Refused(
                        "TOO_LONG", "column " + name + ": " + shortened(given.toString()) + " has " + e.getMessage());
            } catch (RuntimeException e) {
                return new RowOutcome.Refused(
                        "BAD_VALUE", "column " + name + ": " + shortened(given.toString()) + " is no " + column.type());
            }
        }
        Struct key = new Struct(schema.key());
        for (Field field : schema.key().fields()) {
            Object part = value.get(field.name());
            if (part == null) {
                return new RowOutcome.Refused("MISSING_KEY", "key column " + field.name() + ": no value");
            }
            key.put(field, part);
        }
        return new RowOutcome.Row(key, value);
    }

    private static Object typed(ColumnType type, JsonNode node, Schema target) {
        return switch (type.kind()) {
            case LONG -> {
                if (!node.isIntegralNumber() || !node.canConvertToLong()) {
                    throw new IllegalArgumentException();
                }
                yield node.longValue();
            }
            case DOUBLE -> {
                double value = node.doubleValue();
                if (!node.isNumber() || Double.isInfinite(value)) {
                    throw new IllegalArgumentException();
                }
                yield value;
            }
            case BOOLEAN -> {
                if (!node.isBoolean()) {
                    throw new IllegalArgumentException();
                }
                yield node.booleanValue();
            }
            case DECIMAL -> {
                if (node.isTextual()) {
                    yield BoundedDecimal.parse(node.textValue(), type.scale());
                }
                if (!node.isNumber()) {
                    throw new IllegalArgumentException();
                }
                yield BoundedDecimal.scaled(node.decimalValue(), type.scale());
            }
            case JSON -> node.toString();
            case OBJECT -> ObjectStruct.of(claim(node), target);
            case DATE, TIMESTAMP, STRING -> {
                if (!node.isTextual()) {
                    throw new IllegalArgumentException();
                }
                yield type.value(node.textValue());
            }
        };
    }

    private static ObjectClaim claim(JsonNode node) {
        JsonNode size = node.path(ObjectClaim.SIZE);
        if (!size.isIntegralNumber() || !size.canConvertToLong()) {
            throw new IllegalArgumentException();
        }
        JsonNode mediaType = node.path(ObjectClaim.MEDIA_TYPE);
        JsonNode location = node.path(ObjectClaim.LOCATION);
        return new ObjectClaim(
                node.path(ObjectClaim.SHA256).asText(),
                size.longValue(),
                mediaType.isTextual() ? mediaType.textValue() : null,
                location.isTextual() ? location.textValue() : null);
    }

    private static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case MISSING -> "nothing";
            case NULL -> "null";
            case ARRAY -> "an array";
            default -> "a " + node.getNodeType().name().toLowerCase(java.util.Locale.ROOT);
        };
    }

    private static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
