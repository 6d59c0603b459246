package io.tombolo.verification.receipt;

/** What a policy trusts to confirm heads: a ledger's members, or a witness. */
public sealed interface AnchorTrust permits LedgerTrust, WitnessTrust {
    /** The name as anchors carry it: the kind, a colon, and what identifies it among those of its kind. */
    String name();

    /** Whether another one's receipt adds to this one's; the same in both directions. */
    boolean isIndependentOf(AnchorTrust other);
}
