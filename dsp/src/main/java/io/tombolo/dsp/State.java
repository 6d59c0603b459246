package io.tombolo.dsp;

/** The states of a contract negotiation and of a transfer process, as the protocol names them. */
enum State {
    REQUESTED,
    OFFERED,
    ACCEPTED,
    AGREED,
    VERIFIED,
    FINALIZED,
    STARTED,
    SUSPENDED,
    COMPLETED,
    TERMINATED;

    /** Whether nothing may follow. */
    boolean isFinal() {
        return this == FINALIZED || this == COMPLETED || this == TERMINATED;
    }
}
