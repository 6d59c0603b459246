package io.tombolo.verification.verdict;

import io.tombolo.merkle.MalformedException;
import io.tombolo.verification.json.Bytes;

/**
 * The key that opens one protected field of one record, and nothing else.
 *
 * @param field the way to it from the change event, a JSON Pointer (RFC 6901): {@code /after/diagnosis}
 * @param key 32 bytes
 */
public record DisclosedField(String field, Bytes key) {
    private static final int KEY_LENGTH = 32;
    private static final int MAX_LENGTH = 10_000;

    /**
     * Checks both.
     *
     * @throws MalformedException when the field is not a pointer, or the key has another length
     */
    public DisclosedField {
        if (!field.startsWith("/") || field.length() > MAX_LENGTH) {
            throw new MalformedException("disclosed field of " + field.length()
                    + " characters: must be a JSON Pointer that begins with /, at most " + MAX_LENGTH);
        }
        if (key.length() != KEY_LENGTH) {
            throw new MalformedException(
                    "disclosed key of " + field + ": " + key.length() + " bytes, must be " + KEY_LENGTH);
        }
    }
}
