package io.tombolo.schemas.avro;

import io.tombolo.schemas.canonical.MalformedSchemaException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;

/**
 * What decoding by a schema costs before the first byte is read: Avro lays all fields of all nested records side by side, so that ten
 * types that each hold the next one ten times are ten thousand million fields; and it allocates a fixed before it reads it.
 */
final class SchemaSize {
    /** Fields, branches and items, each counted wherever its type is used. */
    private static final int MAX_PARTS = 200_000;

    private static final int MAX_FIXED = 16 << 20;

    private final Map<String, Long> records = new HashMap<>();
    private final Set<String> empty = new HashSet<>();
    private boolean freeFields;

    private SchemaSize() {}

    /**
     * Whether a record of this schema may hold fields that take no bytes.
     *
     * @throws MalformedSchemaException when a limit is passed
     */
    static boolean hasFreeFields(Schema schema) {
        SchemaSize size = new SchemaSize();
        long parts;
        try {
            parts = size.parts(schema);
        } catch (StackOverflowError e) {
            throw new MalformedSchemaException("schema: nested too deeply to be read", e);
        }
        if (parts > MAX_PARTS) {
            throw new MalformedSchemaException("schema " + schema.getFullName() + ": " + parts
                    + " fields and branches, those of its types counted wherever they are used; limit " + MAX_PARTS);
        }
        return size.freeFields;
    }

    private long parts(Schema schema) {
        return switch (schema.getType()) {
            case RECORD -> ofRecord(schema);
            case UNION -> schema.getTypes().stream().mapToLong(this::parts).reduce(1, SchemaSize::sum);
            case ARRAY -> sum(1, parts(schema.getElementType()));
            case MAP -> sum(1, parts(schema.getValueType()));
            case FIXED -> ofFixed(schema);
            default -> 1;
        };
    }

    private long ofRecord(Schema schema) {
        Long known = records.get(schema.getFullName());
        if (known != null) {
            return known;
        }
        records.put(schema.getFullName(), 1L); // for where it holds itself
        long parts = schema.getFields().stream()
                .mapToLong(field -> parts(field.schema()))
                .reduce(1, SchemaSize::sum);
        records.put(schema.getFullName(), parts);
        if (schema.getFields().stream().allMatch(field -> takesNothing(field.schema()))) {
            empty.add(schema.getFullName());
            freeFields = true;
        } else if (schema.getFields().stream().anyMatch(field -> takesNothing(field.schema()))) {
            freeFields = true;
        }
        return parts;
    }

    private boolean takesNothing(Schema schema) {
        return switch (schema.getType()) {
            case NULL -> true;
            case FIXED -> schema.getFixedSize() == 0;
            case RECORD -> empty.contains(schema.getFullName());
            default -> false;
        };
    }

    private static long ofFixed(Schema schema) {
        if (schema.getFixedSize() > MAX_FIXED) {
            throw new MalformedSchemaException("schema " + schema.getFullName() + ": a fixed of "
                    + schema.getFixedSize() + " bytes, limit " + MAX_FIXED);
        }
        return 1;
    }

    private static long sum(long a, long b) {
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
