package io.tombolo.verification.stream;

/** Hears what the stream verifier found, on the thread that feeds it. */
public interface StreamListener {

    /** Everything that was read up to this head is, in content, number and order, what the head's owner sealed. */
    default void verified(ExpectedHead head) {}

    /** Something differs. The verifier goes on behind it, with the log's own entries as its ground. */
    void refused(Finding finding);
}
