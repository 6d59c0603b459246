package io.tombolo.schemas.opening;

import io.tombolo.protect.ProtectedType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/** The schema of events whose protected fields are opened: each has the type that it has in clear. */
final class OpenedSchema {

    private final boolean nulls;
    private final Map<String, Schema> records = new HashMap<>();

    private OpenedSchema(boolean nulls) {
        this.nulls = nulls;
    }

    /**
     * That of a schema; the same when nothing is protected in it.
     *
     * @param nulls whether a value that can't be opened is null
     */
    static Schema of(Schema schema, boolean nulls) {
        return has(schema, new HashMap<>()) ? new OpenedSchema(nulls).opened(schema) : schema;
    }

    private static boolean has(Schema schema, Map<String, Boolean> seen) {
        return switch (schema.getType()) {
            case UNION -> schema.getTypes().stream().anyMatch(one -> has(one, seen));
            case RECORD ->
                seen.put(schema.getFullName(), true) == null
                        && schema.getFields().stream().anyMatch(field -> has(field.schema(), seen));
            case ARRAY -> has(schema.getElementType(), seen);
            case MAP -> has(schema.getValueType(), seen);
            default -> ProtectedType.isProtected(schema);
        };
    }

    private Schema opened(Schema schema) {
        return switch (schema.getType()) {
            case UNION -> union(schema);
            case RECORD -> record(schema);
            case ARRAY -> like(Schema.createArray(opened(schema.getElementType())), schema);
            case MAP -> like(Schema.createMap(opened(schema.getValueType())), schema);
            default -> ProtectedType.isProtected(schema) ? union(Schema.createUnion(schema)) : schema;
        };
    }

    private static Schema like(Schema made, Schema schema) {
        made.addAllProps(schema);
        return made;
    }

    private Schema union(Schema union) {
        Schema clear = null;
        List<Schema> others = new ArrayList<>();
        for (Schema branch : union.getTypes()) {
            if (ProtectedType.isProtected(branch)) {
                clear = ProtectedType.of(branch).orElseThrow().of();
            } else if (branch.getType() != Schema.Type.NULL) {
                others.add(opened(branch));
            }
        }
        List<Schema> branches = new ArrayList<>();
        if (union.isNullable() || (clear != null && nulls)) {
            branches.add(Schema.create(Schema.Type.NULL));
        }
        // The branch beside the protected bytes has the documentation and properties that the attribute leaves out.
        branches.addAll(others.isEmpty() && clear != null ? List.of(clear) : others);
        return branches.size() == 1 ? branches.get(0) : Schema.createUnion(branches);
    }

    private Schema record(Schema record) {
        Schema known = records.get(record.getFullName());
        if (known != null) {
            return known;
        }
        Schema made = Schema.createRecord(record.getName(), record.getDoc(), record.getNamespace(), record.isError());
        records.put(record.getFullName(), made);
        made.setFields(record.getFields().stream()
                .map(field -> new Schema.Field(field, opened(field.schema())))
                .toList());
        return like(made, record);
    }
}
