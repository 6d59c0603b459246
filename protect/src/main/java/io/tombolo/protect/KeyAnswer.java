package io.tombolo.protect;

/** What came of asking for a data key. */
public sealed interface KeyAnswer {

    /** The key. */
    record Granted(DataKey key) implements KeyAnswer {}

    /** There is none for this reader. */
    enum Absent implements KeyAnswer {
        /** It may not have keys of this group. */
        WITHHELD,
        /** The subject was erased: nobody has this key any more. */
        ERASED
    }
}
