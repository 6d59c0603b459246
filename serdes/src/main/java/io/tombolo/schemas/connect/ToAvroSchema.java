package io.tombolo.schemas.connect;

import io.tombolo.schemas.AvroNames;
import io.tombolo.schemas.canonical.CanonicalSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.JsonProperties;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** One Connect schema to one Avro schema; remembers the named types on the way, which Avro defines once. */
final class ToAvroSchema {

    private record Named(org.apache.kafka.connect.data.Schema connect, Schema avro) {}

    private final Map<String, Named> named = new HashMap<>();

    /** Without the null of an optional schema: a whole value that is null has no bytes at all. */
    Schema top(org.apache.kafka.connect.data.Schema schema) {
        return bare(schema, "ConnectRecord");
    }

    private Schema convert(org.apache.kafka.connect.data.Schema schema, String path) {
        Schema bare = bare(schema, path);
        if (!schema.isOptional() || isUnion(schema)) {
            return bare;
        }
        Schema none = Schema.create(Schema.Type.NULL);
        return schema.defaultValue() == null ? Schema.createUnion(none, bare) : Schema.createUnion(bare, none);
    }

    private Schema bare(org.apache.kafka.connect.data.Schema schema, String path) {
        return switch (schema.type()) {
            case STRUCT -> isUnion(schema) ? union(schema, path) : record(schema, path);
            case ARRAY -> described(schema, Schema.createArray(convert(schema.valueSchema(), path + "_item")));
            case MAP -> map(schema, path);
            default -> primitive(schema, path);
        };
    }

    private Schema map(org.apache.kafka.connect.data.Schema schema, String path) {
        if (schema.keySchema().type() != org.apache.kafka.connect.data.Schema.Type.STRING
                || schema.keySchema().isOptional()) {
            throw new DataException(path + ": a map with keys of type "
                    + schema.keySchema().type() + "; Avro's maps have string keys that are not optional");
        }
        return described(schema, Schema.createMap(convert(schema.valueSchema(), path + "_value")));
    }

    private Schema union(org.apache.kafka.connect.data.Schema schema, String path) {
        List<Schema> branches = new ArrayList<>();
        if (schema.isOptional()) {
            branches.add(Schema.create(Schema.Type.NULL));
        }
        if (ProtectedUnion.isUnion(schema)) {
            // Named as it would be alone, so that a field can be protected later.
            Schema clear = bare(schema.fields().get(1).schema(), path);
            branches.add(ProtectedUnion.avro(
                    schema.fields().get(0).schema(), CanonicalSchema.of(clear).json()));
            branches.add(clear);
            return Schema.createUnion(branches);
        }
        for (Field field : schema.fields()) {
            branches.add(bare(field.schema(), path + "_" + AvroNames.name(field.name())));
        }
        return Schema.createUnion(branches);
    }

    private Schema record(org.apache.kafka.connect.data.Schema schema, String path) {
        String name = schema.name() == null ? path : AvroNames.fullName(schema.name());
        Named known = named.get(name);
        if (known != null) {
            return same(name, known, schema);
        }
        Schema record = Schema.createRecord(name, schema.doc(), null, false);
        named.put(name, new Named(schema, record));
        List<Schema.Field> fields = new ArrayList<>();
        for (Field field : schema.fields()) {
            String fieldName = AvroNames.name(field.name());
            fields.add(field(field, fieldName, convert(field.schema(), name + "_" + fieldName)));
        }
        try {
            record.setFields(fields);
        } catch (AvroRuntimeException e) {
            throw new DataException(name + ": " + e.getMessage() + " (as Avro spells names)", e);
        }
        return described(schema, record);
    }

    private static Schema.Field field(Field field, String name, Schema schema) {
        Object connectDefault = field.schema().defaultValue();
        Object avroDefault = null;
        if (connectDefault != null) {
            Schema bare = schema.isUnion() ? schema.getTypes().get(0) : schema;
            avroDefault = Defaults.toAvro(field.schema(), bare, connectDefault);
        } else if (field.schema().isOptional()) {
            avroDefault = JsonProperties.NULL_VALUE;
        }
        Schema.Field made = new Schema.Field(name, schema, field.schema().doc(), avroDefault);
        if (!name.equals(field.name())) {
            made.addProp(Properties.NAME, field.name());
        }
        return made;
    }

    private Schema primitive(org.apache.kafka.connect.data.Schema schema, String path) {
        String name = schema.name() == null ? "" : schema.name();
        Map<String, String> parameters = schema.parameters() == null ? Map.of() : schema.parameters();
        Schema.Type type = type(schema, path);
        if (parameters.containsKey(Properties.ENUM)) {
            return enumeration(schema, path, parameters);
        }
        if (parameters.containsKey(Properties.FIXED)) {
            int size = Integer.parseInt(parameters.get(Properties.FIXED));
            return once(schema, path, full -> Schema.createFixed(full, schema.doc(), null, size));
        }
        if (ProtectedUnion.isProtected(schema) && parameters.containsKey(ProtectedUnion.OF)) {
            return ProtectedUnion.avro(schema, parameters.get(ProtectedUnion.OF));
        }
        Schema avro = Schema.create(type);
        switch (name) {
            case Decimal.LOGICAL_NAME -> {
                int scale = Integer.parseInt(parameters.getOrDefault(Decimal.SCALE_FIELD, "0"));
                int precision = Integer.parseInt(
                        parameters.getOrDefault(Properties.PRECISION, Integer.toString(Properties.DEFAULT_PRECISION)));
                return LogicalTypes.decimal(precision, scale).addToSchema(avro);
            }
            case Date.LOGICAL_NAME -> {
                return LogicalTypes.date().addToSchema(avro);
            }
            case Time.LOGICAL_NAME -> {
                return LogicalTypes.timeMillis().addToSchema(avro);
            }
            case Timestamp.LOGICAL_NAME -> {
                return LogicalTypes.timestampMillis().addToSchema(avro);
            }
            default -> {
                switch (schema.type()) {
                    case INT8 -> avro.addProp(Properties.TYPE, "int8");
                    case INT16 -> avro.addProp(Properties.TYPE, "int16");
                    default -> {
                        // the Avro type says it all
                    }
                }
                String logical = parameters.get(Properties.LOGICAL_TYPE);
                if (logical != null) {
                    avro.addProp("logicalType", logical);
                }
                return described(schema, avro);
            }
        }
    }

    private Schema enumeration(
            org.apache.kafka.connect.data.Schema schema, String path, Map<String, String> parameters) {
        List<String> symbols =
                List.of(parameters.getOrDefault(Properties.ENUM, "").split(","));
        return once(schema, path, full -> Schema.createEnum(full, schema.doc(), null, symbols));
    }

    private Schema once(org.apache.kafka.connect.data.Schema schema, String path, Function<String, Schema> make) {
        String name = schema.name() == null ? path : AvroNames.fullName(schema.name());
        Named known = named.get(name);
        if (known != null) {
            return same(name, known, schema);
        }
        Schema made = make.apply(name);
        named.put(name, new Named(schema, made));
        return made;
    }

    /** A name used again must mean the same, but for being optional and its default. */
    private static Schema same(String name, Named known, org.apache.kafka.connect.data.Schema schema) {
        boolean same = known.connect.type() == schema.type()
                && Objects.equals(known.connect.parameters(), schema.parameters())
                && Objects.equals(known.connect.version(), schema.version())
                && (schema.type() != org.apache.kafka.connect.data.Schema.Type.STRUCT
                        || known.connect.fields().equals(schema.fields()));
        if (!same) {
            throw new DataException(name + ": two different schemas of this name, as Avro spells it");
        }
        return known.avro;
    }

    private static Schema described(org.apache.kafka.connect.data.Schema schema, Schema avro) {
        @Nullable String name = schema.name();
        if (name != null && !(avro.getType() == Schema.Type.RECORD && name.equals(avro.getFullName()))) {
            avro.addProp(Properties.NAME, name);
        }
        if (schema.version() != null) {
            avro.addProp(Properties.VERSION, schema.version());
        }
        if (schema.parameters() != null) {
            Map<String, String> kept = new TreeMap<>(schema.parameters());
            kept.remove(Properties.LOGICAL_TYPE);
            if (!kept.isEmpty()) {
                avro.addProp(Properties.PARAMETERS, kept);
            }
        }
        return avro;
    }

    private static boolean isUnion(org.apache.kafka.connect.data.Schema schema) {
        return Properties.UNION.equals(schema.name());
    }

    private static Schema.Type type(org.apache.kafka.connect.data.Schema schema, String path) {
        return switch (schema.type()) {
            case INT8, INT16, INT32 -> Schema.Type.INT;
            case INT64 -> Schema.Type.LONG;
            case FLOAT32 -> Schema.Type.FLOAT;
            case FLOAT64 -> Schema.Type.DOUBLE;
            case BOOLEAN -> Schema.Type.BOOLEAN;
            case STRING -> Schema.Type.STRING;
            case BYTES -> Schema.Type.BYTES;
            default -> throw new DataException(path + ": type " + schema.type() + " has no counterpart in Avro");
        };
    }
}
