package io.tombolo.connectors.mask;

import io.tombolo.connectors.json.WholeText;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * How one field's type is shown to consumers: Debezium's own type names become Avro's logical types where they mean the same, and
 * plain values where not, so that a consumer needs no Debezium.
 *
 * @param schema what the field has in the dataset
 * @param value from the source's value, never null, to the dataset's
 */
record FieldForm(Schema schema, UnaryOperator<Object> value) {

    /** The schema parameter from which the Avro converter takes a logical type. */
    static final String LOGICAL_TYPE = "io.tombolo.logicalType";

    private static final Set<String> CONNECTS_OWN = Set.of(
            Decimal.LOGICAL_NAME,
            org.apache.kafka.connect.data.Date.LOGICAL_NAME,
            Time.LOGICAL_NAME,
            Timestamp.LOGICAL_NAME);

    /** More than PostgreSQL's numeric has, whose numbers are the longest that databases know. */
    private static final int MOST_DIGITS = 150_000;

    private static final String PRECISION = "connect.decimal.precision";

    /** @param scope where the field is: what is kept back or masked inside it never gets into the form */
    static FieldForm of(Schema source, boolean optional, FieldScope scope) {
        String name = source.name() == null ? "" : source.name();
        return switch (name) {
            case "io.debezium.time.Date" ->
                new FieldForm(
                        built(org.apache.kafka.connect.data.Date.builder(), optional),
                        days -> Date.from(Instant.EPOCH.plus(((Number) days).longValue(), ChronoUnit.DAYS)));
            case "io.debezium.time.Timestamp" -> logical(SchemaBuilder.int64(), "local-timestamp-millis", optional);
            case "io.debezium.time.MicroTimestamp" ->
                logical(SchemaBuilder.int64(), "local-timestamp-micros", optional);
            case "io.debezium.time.NanoTimestamp" -> logical(SchemaBuilder.int64(), "local-timestamp-nanos", optional);
            case "io.debezium.time.Time" -> logical(SchemaBuilder.int32(), "time-millis", optional);
            case "io.debezium.time.MicroTime" -> logical(SchemaBuilder.int64(), "time-micros", optional);
            case "io.debezium.data.Uuid" -> logical(SchemaBuilder.string(), "uuid", optional);
            case "io.debezium.data.VariableScaleDecimal" ->
                new FieldForm(built(SchemaBuilder.string(), optional), FieldForm::variableScale);
            default -> plain(source, name, optional, scope);
        };
    }

    private static FieldForm plain(Schema source, String name, boolean optional, FieldScope scope) {
        return switch (source.type()) {
            case ARRAY -> {
                FieldForm item = of(source.valueSchema(), source.valueSchema().isOptional(), scope);
                yield new FieldForm(
                        built(SchemaBuilder.array(item.schema()), optional), list -> items(item, (List<?>) list));
            }
            case MAP ->
                new FieldForm(
                        built(SchemaBuilder.map(source.keySchema(), source.valueSchema()), optional),
                        scope.inside() ? map -> entries((Map<?, ?>) map, source.valueSchema(), scope) : v -> v);
            case STRUCT -> {
                RowShape nested = RowShape.nested(name, source, optional, scope);
                yield new FieldForm(nested.schema(), row -> nested.copy((Struct) row));
            }
            default -> {
                SchemaBuilder builder = SchemaBuilder.type(source.type());
                if (CONNECTS_OWN.contains(name)) {
                    builder.name(name).version(source.version());
                    for (String parameter : new String[] {Decimal.SCALE_FIELD, PRECISION}) {
                        if (source.parameters() != null && source.parameters().containsKey(parameter)) {
                            builder.parameter(parameter, source.parameters().get(parameter));
                        }
                    }
                }
                if (source.parameters() != null && source.parameters().containsKey(LOGICAL_TYPE)) {
                    builder.parameter(LOGICAL_TYPE, source.parameters().get(LOGICAL_TYPE));
                }
                boolean opened = source.type() == Schema.Type.STRING && scope.inside();
                yield new FieldForm(
                        built(builder, optional),
                        opened
                                ? text -> json((String) text, name.equals(FieldScope.JSON), scope)
                                : source.type() == Schema.Type.STRING ? text -> whole((String) text, scope) : v -> v);
            }
        };
    }

    private static List<@Nullable Object> items(FieldForm form, List<?> list) {
        List<@Nullable Object> items = new ArrayList<>(list.size());
        for (Object item : list) {
            Object told = item == null ? null : form.value().apply(item);
            if (told != FieldRules.NOTHING) {
                items.add(told);
            }
        }
        return items;
    }

    /** A map's own types stay as they are: where a hash does not fit, a masked entry is left out. */
    private static Map<Object, @Nullable Object> entries(Map<?, ?> map, Schema values, FieldScope scope) {
        Map<Object, @Nullable Object> kept = new LinkedHashMap<>();
        map.forEach((name, value) -> {
            FieldScope there = scope.at(String.valueOf(name));
            if (there.masked() && value != null) {
                Object told = there.mask(false).value().apply(value);
                if (told instanceof String && values.type() == Schema.Type.STRING) {
                    kept.put(name, told);
                }
            } else if (there.leavesWhole()) {
                kept.put(name, value);
            }
        });
        return kept;
    }

    /** A text that is only perhaps JSON, because nothing in its schema says so, is let through when it is none. */
    private static Object json(String text, boolean surely, FieldScope scope) {
        if (!surely && !Documents.isContainer(text)) {
            return text;
        }
        String kept = Documents.part(text, scope);
        return kept == null ? FieldRules.NOTHING : kept;
    }

    private static String whole(String text, FieldScope scope) {
        if (!WholeText.isWhole(text)) {
            throw new DataException("field " + scope.path() + ": " + WholeText.fault(text));
        }
        return text;
    }

    /** A number without a declared scale: its digits, because no binary type would keep them all. */
    private static Object variableScale(Object value) {
        Struct number = (Struct) value;
        Object unscaled = number.get("value");
        byte[] bytes;
        if (unscaled instanceof ByteBuffer buffer) {
            bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
        } else {
            bytes = (byte[]) unscaled;
        }
        BigDecimal decimal = new BigDecimal(new BigInteger(bytes), number.getInt32("scale"));
        long digits = Math.max(decimal.precision(), (long) decimal.precision() - decimal.scale());
        if (Math.max(digits, decimal.scale()) > MOST_DIGITS) {
            throw new DataException(
                    "a number of " + Math.max(digits, decimal.scale()) + " digits, limit " + MOST_DIGITS);
        }
        return decimal.toPlainString();
    }

    private static FieldForm logical(SchemaBuilder type, String logicalType, boolean optional) {
        return new FieldForm(built(type.parameter(LOGICAL_TYPE, logicalType), optional), v -> v);
    }

    private static Schema built(SchemaBuilder builder, boolean optional) {
        return optional ? builder.optional().build() : builder.build();
    }
}
