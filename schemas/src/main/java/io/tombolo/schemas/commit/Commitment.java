package io.tombolo.schemas.commit;

import io.tombolo.merkle.Hash;

/**
 * The hash that hides and binds one record, and how it was made.
 *
 * @param form {@link #AS_REGISTERED} or {@link #ALL_RAW}; an entry holds it too
 */
public record Commitment(byte form, Hash hash) {

    /** Parts committed in the formats their dataset was registered with. */
    public static final byte AS_REGISTERED = 0;
    /** Framed Avro was due but was not a frame of a known schema: all parts committed as raw bytes. */
    public static final byte ALL_RAW = 1;
    /** Kept for field-level commitments. */
    public static final byte BY_FIELD = 2;

    /** Length of the hash, in bytes. */
    public static final int LENGTH = Hash.LENGTH;
}
