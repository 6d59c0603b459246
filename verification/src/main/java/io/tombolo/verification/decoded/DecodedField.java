package io.tombolo.verification.decoded;

import java.util.Optional;

/**
 * A protected field of a record: disclosed, or withheld.
 *
 * @param field the way to it from the change event, a JSON Pointer (RFC 6901): {@code /after/diagnosis}
 * @param group of recipients who may read it, as its owner states
 * @param json its value as {@link DecodedPart#json()} writes it; empty where it is withheld
 */
public record DecodedField(String field, String group, Optional<String> json) {
    /** Whether the file has no key that opens it. */
    public boolean isWithheld() {
        return json.isEmpty();
    }
}
