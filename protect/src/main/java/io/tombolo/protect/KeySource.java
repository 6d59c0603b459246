package io.tombolo.protect;

import io.tombolo.schemas.DatasetId;

/** What a reader has keys from: the owner's own, or what a recipient was given. */
@FunctionalInterface
public interface KeySource {

    /**
     * A data key.
     *
     * @throws KeyException when nobody can say now, or the reader is given no keys at all any more
     */
    KeyAnswer key(DatasetId dataset, String group, DataKeyId id);

    /** For a reader without any key. */
    KeySource NONE = (dataset, group, id) -> KeyAnswer.Absent.WITHHELD;
}
