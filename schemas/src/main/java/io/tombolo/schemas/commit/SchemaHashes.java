package io.tombolo.schemas.commit;

import io.tombolo.merkle.Hash;
import org.jspecify.annotations.Nullable;

/** Schema ids to the hashes of their canonical forms. */
@FunctionalInterface
public interface SchemaHashes {

    /**
     * The hash for an id, or null when the registry answers that it has no such schema. Two answers for one id never
     * differ, but null may become a hash later.
     *
     * @throws io.tombolo.schemas.registry.RegistryException when the registry gives no answer: no reason to commit
     */
    @Nullable Hash hashOf(int schemaId);
}
