package io.tombolo.consumer.watch;

/** Where records are hashed and trees compared. The read side is asked on a thread of its own in both cases. */
public enum Hashing {
    /** On the thread that polls: nothing runs beside it. */
    POLLING_THREAD,
    /** On a thread of the consumer's own, a few polls behind. Until then, the bytes of a record must not be changed in place. */
    OWN_THREAD
}
