package io.tombolo.verification.stream;

import org.jspecify.annotations.Nullable;

/**
 * Makes a record's entry in another form than the reader made it. An owner that did not know a record's schema committed to its raw
 * bytes, and stated it in the entry; a reader that knows the schema by now has to follow.
 */
@FunctionalInterface
public interface AlternateEntries {

    /** The entry of the record that was read at this offset, in that form: 50 bytes, or null when it can't be had. */
    byte @Nullable [] entry(long offset, byte form);
}
