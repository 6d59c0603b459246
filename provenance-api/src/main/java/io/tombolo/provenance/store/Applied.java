package io.tombolo.provenance.store;

/** What became of a record from the topics. */
public enum Applied {
    /** It is part of the log now, or was already. */
    DONE,
    /** It needs entries or a checkpoint that have not been read yet; nothing was changed. */
    WAITS,
    /** It contradicts what is held: a fault was recorded and nothing else was changed. */
    REFUSED
}
