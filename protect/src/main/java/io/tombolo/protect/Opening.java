package io.tombolo.protect;

/** What came of opening a protected value with a key. */
public sealed interface Opening {

    /**
     * It opened.
     *
     * @param plaintext the Avro encoding of what was protected
     */
    @SuppressWarnings("ArrayRecordComponent") // used once, and never compared
    record Opened(byte[] plaintext) implements Opening {}

    /** It did not, and there is nothing to see. */
    enum Refused implements Opening {
        /** The value commits to another key: another field's, another record's, or the commitment was altered. */
        ANOTHER_KEY,
        /** The value commits to this key, but its ciphertext or tag was altered or cut. */
        ALTERED
    }
}
