package io.tombolo.schemas.registry;

import io.tombolo.schemas.canonical.CanonicalSchema;
import org.apache.avro.Schema;

/** A registered schema, ready for use: parsed with all that it refers to, and in canonical form. */
public record ResolvedSchema(Schema avro, CanonicalSchema canonical) {}
