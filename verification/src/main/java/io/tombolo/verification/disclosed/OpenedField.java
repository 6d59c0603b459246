package io.tombolo.verification.disclosed;

import java.util.Optional;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A protected value of a record, opened by the key that its file discloses or as it was committed.
 *
 * @param field the way to it from the change event, a JSON Pointer
 * @param group of recipients who may read it, as its owner states
 * @param of its type in clear; null where it is withheld
 * @param datum what was sealed, as Avro has it; null where it is withheld
 * @param failure why the key that is disclosed for it does not open it; empty for one that is opened or withheld
 */
public record OpenedField(
        String field,
        String group,
        @Nullable Schema of,
        @Nullable Object datum,
        Optional<String> failure) {

    /** Whether no key opened it. */
    public boolean isWithheld() {
        return of == null;
    }
}
