package io.tombolo.schemas.commit;

import java.util.Locale;

/** What a dataset's keys, or its values, are. Stated when the dataset is registered, never guessed from bytes. */
public enum PartFormat {
    /** Avro behind the registry's five-byte frame: committed as schema hash and body. */
    AVRO,
    /** Anything else: committed as its bytes. */
    RAW;

    /** From {@code avro} or {@code raw}, in any case. */
    public static PartFormat parse(String name) {
        try {
            return valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("format '" + name + "': must be avro or raw", e);
        }
    }
}
