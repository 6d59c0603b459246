package io.tombolo.verification.verdict;

/** Whose word it was which keys to trust. */
public enum Trust {
    /** The verifier's own policy named the keys, the certificates and the quorum. */
    POLICY,
    /** What was verified named its own keys: consistent in itself, but anybody could have made it. */
    SELF_ASSERTED
}
