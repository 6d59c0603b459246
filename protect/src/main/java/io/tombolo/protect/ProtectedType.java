package io.tombolo.protect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.schemas.avro.BoundedAvro;
import io.tombolo.schemas.canonical.CanonicalSchema;
import io.tombolo.schemas.canonical.MalformedSchemaException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.avro.Schema;

/**
 * The Avro type of a protected field: {@code bytes} with the logical type {@code tombolo-protected}, and two attributes that state what is
 * hidden and for whom.
 *
 * @param group who may read it
 * @param of what it is when it is open
 */
public record ProtectedType(String group, Schema of) {

    /** The logical type's name. */
    public static final String NAME = "tombolo-protected";
    /** The attribute that names the group. */
    public static final String GROUP = "group";
    /** The attribute that holds the original type, a schema that needs no other. */
    public static final String OF = "of";

    private static final String LOGICAL_TYPE = "logicalType";
    private static final Pattern GROUP_NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    public ProtectedType {
        requireGroup(group);
        if (of.isNullable()) {
            throw new IllegalArgumentException("type " + of + ": has null, which is never protected");
        }
    }

    /** Whether a group can have this name. */
    static boolean isGroup(String name) {
        return GROUP_NAME.matcher(name).matches();
    }

    /**
     * Checks a group's name.
     *
     * @throws IllegalArgumentException when a group can't have this name
     */
    public static void requireGroup(String group) {
        if (!isGroup(group)) {
            throw new IllegalArgumentException("group '" + group
                    + "': must be lower-case letters, digits, _ and -, at most 64 characters, as clinical");
        }
    }

    /** The Avro schema of the protected bytes. */
    public Schema schema() {
        ObjectNode bytes = JSON.createObjectNode()
                .put("type", "bytes")
                .put(LOGICAL_TYPE, NAME)
                .put(GROUP, group)
                .set(OF, json(CanonicalSchema.of(of).json()));
        return new Schema.Parser().parse(bytes.toString());
    }

    /**
     * What a union needs for a field of this type: the protected bytes, and the type itself, so that a registry checks it like that of any
     * other field, and the field can be protected later or shared in clear again. Bytes have the first alone, because a union has one branch
     * of a type.
     */
    public List<Schema> branches() {
        return of.getType() == Schema.Type.BYTES ? List.of(schema()) : List.of(schema(), of);
    }

    /**
     * What a schema protects, or empty when it is of no protected field.
     *
     * @throws MalformedSchemaException when it is of one and does not state group or type
     */
    public static Optional<ProtectedType> of(Schema schema) {
        if (!isProtected(schema)) {
            return Optional.empty();
        }
        // From its text, because Avro's objects for attributes have no null that JSON could be made of.
        JsonNode attributes = json(schema.toString());
        if (!attributes.path(GROUP).isTextual() || !attributes.has(OF)) {
            throw new MalformedSchemaException(NAME + ": must have the attributes " + GROUP + " and " + OF);
        }
        try {
            return Optional.of(new ProtectedType(
                    attributes.get(GROUP).textValue(),
                    BoundedAvro.schema(attributes.get(OF).toString())));
        } catch (IllegalArgumentException e) {
            throw new MalformedSchemaException(NAME + ": " + e.getMessage(), e);
        }
    }

    /** Whether a schema is of a protected field. */
    public static boolean isProtected(Schema schema) {
        return schema.getType() == Schema.Type.BYTES && NAME.equals(schema.getProp(LOGICAL_TYPE));
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a schema is JSON", e);
        }
    }
}
