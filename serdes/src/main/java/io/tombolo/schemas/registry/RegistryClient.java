package io.tombolo.schemas.registry;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * What we ask of a schema registry. An id, subject or schema that it doesn't have is an empty answer; anything else that
 * goes wrong is a {@link RegistryException}. Thread-safe.
 */
public interface RegistryClient extends AutoCloseable {

    /** The schema with an id. */
    Optional<SchemaSource> byId(int id);

    /** The schema with a GUID, in registries that give them. */
    Optional<SchemaSource> byGuid(UUID guid);

    /** The id of a schema under a subject, registered now unless it was before. */
    int register(String subject, SchemaSource schema, boolean normalize);

    /** The id of a schema that is already registered under a subject. */
    OptionalInt idOf(String subject, SchemaSource schema, boolean normalize);

    /** The newest version of a subject. */
    Optional<SubjectVersion> latest(String subject);

    /** One version of a subject, one that is marked as deleted too: what refers to it is still to be read. */
    Optional<SubjectVersion> version(String subject, int version);

    /** All subjects, in no order. */
    List<String> subjects();

    /** Says which compatibility new versions of a subject must keep. */
    void setCompatibility(String subject, Compatibility compatibility);

    /** Whether a schema may become the next version of a subject; true when the subject has none. */
    boolean isCompatible(String subject, SchemaSource schema);

    @Override
    default void close() {}
}
