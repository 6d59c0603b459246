package io.tombolo.schemas.registry;

import java.util.List;
import org.apache.avro.Schema;

/**
 * An Avro schema as a registry keeps it: its text, and which registered schemas it refers to.
 *
 * @param references in an order in which each may use those before it
 */
public record SchemaSource(String text, List<Reference> references) {

    /** A type defined elsewhere: its full name, and the subject and version that define it. */
    public record Reference(String name, String subject, int version) {}

    public SchemaSource {
        references = List.copyOf(references);
    }

    /** A schema without references. */
    public static SchemaSource of(Schema schema) {
        return new SchemaSource(schema.toString(), List.of());
    }

    /** A schema text without references. */
    public static SchemaSource of(String text) {
        return new SchemaSource(text, List.of());
    }
}
