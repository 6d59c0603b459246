package io.tombolo.schemas.opening;

import io.tombolo.protect.ProtectedType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

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

    /** A field that one schema protects and another reads as something else; empty when there is none. */
    static Optional<String> misread(Schema writer, Schema reader) {
        return misread(writer, reader, "", new HashMap<>());
    }

    private static Optional<String> misread(Schema writer, Schema reader, String path, Map<String, Boolean> seen) {
        if (branch(writer, ProtectedType::isProtected) != null && branch(reader, ProtectedType::isProtected) == null) {
            return Optional.of(path);
        }
        for (Schema.Type type : List.of(Schema.Type.RECORD, Schema.Type.ARRAY, Schema.Type.MAP)) {
            Schema from = branch(writer, one -> one.getType() == type);
            Schema to = branch(reader, one -> one.getType() == type);
            if (from != null && to != null) {
                Optional<String> found = switch (type) {
                    case ARRAY -> misread(from.getElementType(), to.getElementType(), path, seen);
                    case MAP -> misread(from.getValueType(), to.getValueType(), path, seen);
                    default ->
                        seen.put(from.getFullName(), true) != null
                                ? Optional.empty()
                                : from.getFields().stream()
                                        .filter(field -> to.getField(field.name()) != null)
                                        .flatMap(field -> misread(
                                                field.schema(),
                                                to.getField(field.name()).schema(),
                                                path + "/" + field.name(),
                                                seen)
                                                .stream())
                                        .findFirst();
                };
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private static @Nullable Schema branch(Schema schema, Predicate<Schema> wanted) {
        List<Schema> branches = schema.isUnion() ? schema.getTypes() : List.of(schema);
        return branches.stream().filter(wanted).findFirst().orElse(null);
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
