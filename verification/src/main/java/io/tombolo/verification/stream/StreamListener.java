package io.tombolo.verification.stream;

/** Hears what the stream verifier found, on the thread that feeds it. */
public interface StreamListener {

    /**
     * Everything up to this head has been checked against it: what was not refused before this call is, in content, number and order,
     * what the head's owner sealed. Called again for a head whose level rises.
     *
     * @param lastOffset the Kafka offset of the head's last leaf
     */
    default void compared(ExpectedHead head, long lastOffset) {}

    /** Something differs. The verifier continues behind it, with the log's own entries as its ground. */
    void refused(Finding finding);
}
