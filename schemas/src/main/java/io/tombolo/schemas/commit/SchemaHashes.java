package io.tombolo.schemas.commit;

import io.tombolo.merkle.Hash;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Schemas, by what frames name them with, to the hashes of their canonical forms. A hash is null when the registry answers
 * that it has no such schema. Two answers never differ, but null may become a hash later.
 */
@FunctionalInterface
public interface SchemaHashes {

    /**
     * The hash for an id.
     *
     * @throws io.tombolo.schemas.registry.RegistryException when the registry gives no answer: no reason to commit
     */
    @Nullable Hash hashOf(int schemaId);

    /** As {@link #hashOf(int)}, by GUID; null for all where GUIDs are not known. */
    default @Nullable Hash hashOf(UUID guid) {
        return null;
    }

    /** As {@link #hashOf(int)}, for bytes that begin with a frame. */
    default @Nullable Hash hashOf(byte[] framed) {
        return Frame.isFramed(framed) ? hashOf(Frame.id(framed)) : hashOf(Frame.guid(framed));
    }
}
