package io.tombolo.provenance;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tombolo.protect.ProtectedType;
import io.tombolo.schemas.canonical.MalformedSchemaException;
import io.tombolo.schemas.contract.ChangeEventSchema;
import io.tombolo.schemas.registry.RegistryClient;
import io.tombolo.schemas.registry.ResolvedSchema;
import io.tombolo.schemas.registry.SchemaResolver;
import io.tombolo.schemas.registry.SubjectVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One version of the schema of a topic's keys or values.
 *
 * @param part {@code key} or {@code value}
 * @param hash SHA-256 of the canonical form
 * @param fields of the row or the key; none where it is not a record
 */
record SchemaLine(
        @JsonProperty("part") String part,
        @JsonProperty("version") int version,
        @JsonProperty("id") int id,
        @JsonProperty("hash") String hash,
        @JsonProperty("fields") List<Field> fields) {
    /** Versions of a subject that are shown, the newest. */
    private static final int MOST = 100;

    /** @param group that may read it; null for a field in clear */
    record Field(
            @JsonProperty("name") String name,
            @JsonProperty("type") String type,
            @JsonProperty("protected") @Nullable String group) {}

    /** Values first, the newest version first. */
    static List<SchemaLine> all(String topic, RegistryClient registry, SchemaResolver schemas) {
        List<SchemaLine> lines = new ArrayList<>();
        for (String part : List.of("value", "key")) {
            String subject = topic + "-" + part;
            Optional<SubjectVersion> newest = registry.latest(subject);
            int first = newest.map(SubjectVersion::version).orElse(0);
            for (int version = first; version > Math.max(0, first - MOST); version--) {
                (version == first ? newest : registry.version(subject, version))
                        .ifPresent(found -> line(part, found, schemas).ifPresent(lines::add));
            }
        }
        return lines;
    }

    private static Optional<SchemaLine> line(String part, SubjectVersion found, SchemaResolver schemas) {
        try {
            ResolvedSchema schema = schemas.resolve(found.subject(), found.source());
            return Optional.of(new SchemaLine(
                    part, found.version(), found.id(), schema.canonical().hash().base64(), fields(schema.avro())));
        } catch (MalformedSchemaException unreadable) {
            return Optional.empty();
        }
    }

    private static List<Field> fields(Schema schema) {
        Schema row = schema;
        if (isRecord(schema) && schema.getField(ChangeEventSchema.AFTER) != null) {
            row = clear(schema.getField(ChangeEventSchema.AFTER).schema());
        }
        return isRecord(row)
                ? row.getFields().stream()
                        .map(field -> new Field(field.name(), type(field.schema()), group(field.schema())))
                        .toList()
                : List.of();
    }

    private static boolean isRecord(Schema schema) {
        return schema.getType() == Schema.Type.RECORD;
    }

    /** The branch that is not null, where there is one. */
    private static Schema clear(Schema schema) {
        return schema.getType() == Schema.Type.UNION
                ? schema.getTypes().stream()
                        .filter(one -> one.getType() != Schema.Type.NULL)
                        .findFirst()
                        .orElse(schema)
                : schema;
    }

    private static @Nullable String group(Schema schema) {
        return branches(schema).stream()
                .flatMap(one -> ProtectedType.of(one).stream())
                .map(ProtectedType::group)
                .findFirst()
                .orElse(null);
    }

    private static List<Schema> branches(Schema schema) {
        return schema.getType() == Schema.Type.UNION ? schema.getTypes() : List.of(schema);
    }

    /** In a few characters, with {@code ?} behind it where null is allowed; of a protected field, what it hides. */
    static String type(Schema schema) {
        List<Schema> branches = branches(schema);
        boolean optional = branches.stream().anyMatch(one -> one.getType() == Schema.Type.NULL);
        Optional<Schema> hidden = branches.stream()
                .flatMap(one -> ProtectedType.of(one).stream())
                .map(ProtectedType::of)
                .findFirst();
        String names = hidden.map(SchemaLine::plain)
                .orElseGet(() -> String.join(
                        " or ",
                        branches.stream()
                                .filter(one -> one.getType() != Schema.Type.NULL)
                                .map(SchemaLine::plain)
                                .toList()));
        return optional ? names + "?" : names;
    }

    private static String plain(Schema schema) {
        LogicalType logical = schema.getLogicalType();
        if (logical instanceof LogicalTypes.Decimal decimal) {
            return "decimal(%d,%d)".formatted(decimal.getPrecision(), decimal.getScale());
        }
        if (logical != null) {
            return logical.getName();
        }
        return switch (schema.getType()) {
            case ARRAY -> "array of " + type(schema.getElementType());
            case MAP -> "map of " + type(schema.getValueType());
            case UNION -> type(schema);
            default -> schema.getType().name().toLowerCase(Locale.ROOT);
        };
    }
}
