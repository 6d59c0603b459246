package io.tombolo.verification.receipt;

import java.util.Collections;
import java.util.Optional;
import java.util.Set;

/** What a policy trusts to confirm heads: a ledger's members, a contract on an EVM or a FISCO BCOS chain, a witness, or a time-stamping authority. */
public sealed interface AnchorTrust permits EvmTrust, FiscoTrust, LedgerTrust, TimestampTrust, WitnessTrust {
    /** The name as anchors carry it: the kind, a colon, and what identifies it among those of its kind. */
    String name();

    /** Whether receipts of this kind, as names have it before the colon, are what this trust is about. */
    boolean isRead(String kind);

    /** Who runs it, when the policy says so. */
    Optional<String> operator();

    /** The keys whose holders can confirm a head for it, or name those who can. */
    Set<?> authorities();

    /** Whether another one's receipt adds to this one's; the same in both directions. */
    default boolean isIndependentOf(AnchorTrust other) {
        if (other instanceof LedgerTrust || other instanceof EvmTrust || other instanceof FiscoTrust) {
            return other.isIndependentOf(this);
        }
        boolean oneOperator = operator().isPresent() && operator().equals(other.operator());
        return !oneOperator && Collections.disjoint(authorities(), other.authorities());
    }
}
