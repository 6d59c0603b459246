package io.tombolo.verification.disclosed;

import java.util.Optional;
import org.apache.avro.Schema;

/**
 * A protected value of a record, opened by the key that its file discloses or as it was committed.
 *
 * @param field the way to it from the change event, a JSON Pointer
 * @param group of recipients who may read it, as its owner states
 * @param clear what was sealed; empty where it is withheld
 * @param failure why the key that is disclosed for it does not open it; empty for one that is opened or withheld
 */
public record OpenedField(String field, String group, Optional<Clear> clear, Optional<String> failure) {

    /** What was sealed, as Avro has it, and its type. */
    public record Clear(Schema of, Object datum) {}

    /** Whether no key opened it. */
    public boolean isWithheld() {
        return clear.isEmpty();
    }
}
