package io.tombolo.agreements;

/**
 * Where an agreement is, in the words of the Dataspace Protocol 2025-1: its contract negotiation up to {@link #FINALIZED}, its transfer process
 * from there on.
 */
public enum State {
    REQUESTED,
    OFFERED,
    /** Signed by both sides. */
    AGREED,
    /** Recorded by the provider: in force, within its period. */
    FINALIZED,
    SUSPENDED,
    TERMINATED
}
