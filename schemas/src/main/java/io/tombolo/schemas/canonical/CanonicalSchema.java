package io.tombolo.schemas.canonical;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.merkle.Hash;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.avro.Schema;

/**
 * An Avro schema in the strict canonical form: JSON without white space, members sorted, every name in full, nothing
 * dropped but {@code doc} and what says nothing ({@code "order":"ascending"}, empty {@code aliases}, an object around a
 * bare primitive type). Whatever else differs, differs here: logical types and their attributes, defaults, aliases, the
 * order of fields and symbols, any attribute of the author's own.
 *
 * <p>The rules in full are in {@code docs/schemas.md}.
 *
 * @param json the canonical text
 * @param hash SHA-256 of its UTF-8 bytes
 */
public record CanonicalSchema(String json, Hash hash) {

    /** The longest schema text that is read, in characters. */
    public static final int MAX_LENGTH = 1 << 20;
    /** The deepest nesting of JSON that is read. */
    public static final int MAX_DEPTH = 200;

    /** Canonical form of a schema without references. */
    public static CanonicalSchema of(String schemaJson) {
        return of(schemaJson, List.of());
    }

    /** Canonical form of a schema in memory. */
    public static CanonicalSchema of(Schema schema) {
        return of(schema.toString());
    }

    /**
     * Canonical form of a schema that uses types of others. Those are written out where they are first used, so that it
     * makes no difference whether a type came by reference or in line.
     *
     * @param referenced texts of the schemas referred to, in any order
     * @throws MalformedSchemaException when a text is not a schema, a name is unknown, or one name is defined twice
     */
    public static CanonicalSchema of(String schemaJson, List<String> referenced) {
        JsonNode main = SchemaText.read(schemaJson);
        List<JsonNode> others = referenced.stream().map(SchemaText::read).toList();
        Definitions definitions = Definitions.of(main, others);
        StringBuilder out = new StringBuilder(schemaJson.length());
        new CanonicalWriter(definitions, out).schema(main, "");
        String json = out.toString();
        return new CanonicalSchema(json, Hash.of(Hash.sha256().digest(json.getBytes(StandardCharsets.UTF_8))));
    }
}
