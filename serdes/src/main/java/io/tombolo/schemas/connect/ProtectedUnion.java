package io.tombolo.schemas.connect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tombolo.schemas.canonical.CanonicalSchema;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * Connect's schema of a protected field: a union of the protected bytes and the clear type, or the bytes alone when that is of bytes too. In
 * Avro the bytes have the logical type {@code tombolo-protected} with the attributes {@code group} and {@code of}.
 */
public final class ProtectedUnion {

    static final String NAME = "tombolo-protected";
    /** Connect: the group of protected bytes. */
    static final String GROUP = "io.tombolo.group";
    /** Connect: the Avro schema of what protected bytes are when they are open; left out beside the clear type. */
    static final String OF = "io.tombolo.of";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ProtectedUnion() {}

    /**
     * The schema of a field.
     *
     * @param clear what it has without protection
     * @param of the same in Avro
     */
    public static Schema schema(Schema clear, org.apache.avro.Schema of, String group) {
        SchemaBuilder bytes =
                SchemaBuilder.bytes().parameter(Properties.LOGICAL_TYPE, NAME).parameter(GROUP, group);
        if (of.getType() == org.apache.avro.Schema.Type.BYTES) {
            bytes.parameter(OF, CanonicalSchema.of(of).json());
            return clear.isOptional() ? bytes.optional().build() : bytes.build();
        }
        SchemaBuilder union = SchemaBuilder.struct()
                .name(Properties.UNION)
                .field("bytes", bytes.optional().build())
                .field(of.getFullName(), optional(clear));
        return clear.isOptional() ? union.optional().build() : union.build();
    }

    private static Schema optional(Schema schema) {
        if (schema.isOptional()) {
            return schema;
        }
        SchemaBuilder builder = switch (schema.type()) {
            case STRUCT -> {
                SchemaBuilder struct = SchemaBuilder.struct();
                schema.fields().forEach(field -> struct.field(field.name(), field.schema()));
                yield struct;
            }
            case ARRAY -> SchemaBuilder.array(schema.valueSchema());
            case MAP -> SchemaBuilder.map(schema.keySchema(), schema.valueSchema());
            default -> SchemaBuilder.type(schema.type());
        };
        if (schema.name() != null) {
            builder.name(schema.name());
        }
        if (schema.version() != null) {
            builder.version(schema.version());
        }
        if (schema.parameters() != null) {
            builder.parameters(schema.parameters());
        }
        return builder.optional().build();
    }

    /** Whether a Connect schema is of protected bytes. */
    static boolean isProtected(Schema schema) {
        return schema.type() == Schema.Type.BYTES
                && schema.parameters() != null
                && NAME.equals(schema.parameters().get(Properties.LOGICAL_TYPE));
    }

    /** Whether a union is of protected bytes and their clear type. */
    static boolean isUnion(Schema union) {
        return union.fields().size() == 2 && isProtected(union.fields().get(0).schema());
    }

    /** Protected bytes in Avro, which hide what {@code of} says. */
    static org.apache.avro.Schema avro(Schema bytes, String of) {
        Map<String, String> parameters = bytes.parameters();
        return new org.apache.avro.Schema.Parser()
                .parse(JSON.createObjectNode()
                        .put("type", "bytes")
                        .put("logicalType", NAME)
                        .put("group", parameters.getOrDefault(GROUP, ""))
                        .set("of", json(of))
                        .toString());
    }

    /** What Avro's attributes say, as parameters. */
    static void describe(org.apache.avro.Schema bytes, SchemaBuilder builder) {
        if (NAME.equals(bytes.getProp("logicalType"))) {
            JsonNode attributes = json(bytes.toString());
            builder.parameter(GROUP, attributes.path("group").asText());
            builder.parameter(OF, attributes.path("of").toString());
        }
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an Avro schema is JSON", e);
        }
    }
}
