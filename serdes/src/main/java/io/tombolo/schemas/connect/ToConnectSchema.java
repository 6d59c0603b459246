package io.tombolo.schemas.connect;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** One Avro schema to one Connect schema. */
final class ToConnectSchema {

    private final Deque<String> path = new ArrayDeque<>();

    org.apache.kafka.connect.data.Schema convert(Schema schema) {
        return builder(schema, false).build();
    }

    private SchemaBuilder builder(Schema schema, boolean optional) {
        SchemaBuilder builder = switch (schema.getType()) {
            case UNION -> union(schema);
            case RECORD -> record(schema);
            case ARRAY -> SchemaBuilder.array(convert(schema.getElementType()));
            case MAP ->
                SchemaBuilder.map(org.apache.kafka.connect.data.Schema.STRING_SCHEMA, convert(schema.getValueType()));
            case ENUM ->
                SchemaBuilder.string()
                        .name(schema.getFullName())
                        .parameter(Properties.ENUM, String.join(",", schema.getEnumSymbols()));
            default -> primitive(schema);
        };
        if (optional) {
            builder.optional();
        }
        return builder;
    }

    private SchemaBuilder union(Schema union) {
        boolean nullable = union.isNullable();
        if (nullable && union.getTypes().size() == 2) {
            return builder(ToAvroData.notNull(union), true);
        }
        SchemaBuilder struct = SchemaBuilder.struct().name(Properties.UNION);
        for (Schema branch : union.getTypes()) {
            if (branch.getType() != Schema.Type.NULL) {
                struct.field(branch.getFullName(), builder(branch, true).build());
            }
        }
        return nullable ? struct.optional() : struct;
    }

    private SchemaBuilder record(Schema record) {
        String name = record.getFullName();
        if (path.contains(name)) {
            throw new DataException(name + ": a recursive type, which Connect can't hold");
        }
        path.push(name);
        SchemaBuilder struct = SchemaBuilder.struct();
        describe(record, struct);
        if (record.getProp(Properties.NAME) == null) {
            struct.name(name);
        }
        for (Schema.Field field : record.getFields()) {
            String original = field.getProp(Properties.NAME);
            struct.field(original == null ? field.name() : original, field(field));
        }
        path.pop();
        return struct;
    }

    private org.apache.kafka.connect.data.Schema field(Schema.Field field) {
        SchemaBuilder builder = builder(field.schema(), false);
        if (field.doc() != null) {
            builder.doc(field.doc());
        }
        Object value = ToConnectData.defaultOf(field, builder);
        if (value != null) {
            builder.defaultValue(value);
        }
        return builder.build();
    }

    private static SchemaBuilder primitive(Schema schema) {
        LogicalType logical = schema.getLogicalType();
        if (logical instanceof LogicalTypes.Decimal decimal) {
            SchemaBuilder builder = Decimal.builder(decimal.getScale());
            return decimal.getPrecision() == Properties.DEFAULT_PRECISION
                    ? builder
                    : builder.parameter(Properties.PRECISION, Integer.toString(decimal.getPrecision()));
        }
        if (logical instanceof LogicalTypes.Date) {
            return Date.builder();
        }
        if (logical instanceof LogicalTypes.TimeMillis) {
            return Time.builder();
        }
        if (logical instanceof LogicalTypes.TimestampMillis) {
            return Timestamp.builder();
        }
        SchemaBuilder builder = bare(schema);
        describe(schema, builder);
        ProtectedUnion.describe(schema, builder);
        String other = schema.getProp("logicalType");
        return other == null ? builder : builder.parameter(Properties.LOGICAL_TYPE, other);
    }

    private static SchemaBuilder bare(Schema schema) {
        return switch (schema.getType()) {
            case INT ->
                switch (String.valueOf(schema.getProp(Properties.TYPE))) {
                    case "int8" -> SchemaBuilder.int8();
                    case "int16" -> SchemaBuilder.int16();
                    default -> SchemaBuilder.int32();
                };
            case LONG -> SchemaBuilder.int64();
            case FLOAT -> SchemaBuilder.float32();
            case DOUBLE -> SchemaBuilder.float64();
            case BOOLEAN -> SchemaBuilder.bool();
            case STRING -> SchemaBuilder.string();
            case BYTES -> SchemaBuilder.bytes();
            case FIXED ->
                SchemaBuilder.bytes()
                        .name(schema.getFullName())
                        .parameter(Properties.FIXED, Integer.toString(schema.getFixedSize()));
            default -> throw new DataException("Avro type " + schema.getType() + " alone, which Connect can't hold");
        };
    }

    private static void describe(Schema schema, SchemaBuilder builder) {
        @Nullable String name = schema.getProp(Properties.NAME);
        if (name != null) {
            builder.name(name);
        }
        if (schema.getObjectProp(Properties.VERSION) instanceof Number version) {
            builder.version(version.intValue());
        }
        if (schema.getObjectProp(Properties.PARAMETERS) instanceof Map<?, ?> parameters) {
            parameters.forEach((key, value) -> builder.parameter(key.toString(), value.toString()));
        }
    }
}
