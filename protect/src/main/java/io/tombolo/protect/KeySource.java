package io.tombolo.protect;

import io.tombolo.schemas.DatasetId;
import java.util.Optional;

/** What a reader has keys from: the owner's own, or what a recipient was given. */
@FunctionalInterface
public interface KeySource {

    /**
     * A data key.
     *
     * @return empty when this reader may not have it, or it was erased
     * @throws KeyException when nobody can say now
     */
    Optional<DataKey> key(DatasetId dataset, String group, DataKeyId id);

    /** For a reader without any key. */
    KeySource NONE = (dataset, group, id) -> Optional.empty();
}
