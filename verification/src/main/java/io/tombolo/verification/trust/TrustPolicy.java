package io.tombolo.verification.trust;

import io.tombolo.verification.receipt.LedgerTrust;
import io.tombolo.verification.verdict.Trust;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Which keys a verifier believes for which organisation, and which members of which ledger.
 *
 * @param trust whether the verifier's own policy says so, or what is verified says it about itself
 * @param crossAnchoredLedgers on how many different ledgers a head must be to be cross-anchored, at least 2
 * @param oldestAnchor anchors before this time do not count
 */
public record TrustPolicy(
        Trust trust,
        List<LogKey> logKeys,
        List<LedgerTrust> ledgers,
        int crossAnchoredLedgers,
        Optional<Instant> oldestAnchor) {
    /** What it takes to be cross-anchored if a policy does not say. */
    public static final int DEFAULT_CROSS_ANCHORED_LEDGERS = 2;

    public TrustPolicy {
        logKeys = List.copyOf(logKeys);
        ledgers = List.copyOf(ledgers);
        if (crossAnchoredLedgers < 2) {
            throw new IllegalArgumentException("cross_anchored_ledgers: " + crossAnchoredLedgers + ", at least 2");
        }
    }

    /** A policy with the defaults, for keys and ledgers that the verifier vouches for. */
    public static TrustPolicy of(List<LogKey> logKeys, List<LedgerTrust> ledgers) {
        return new TrustPolicy(Trust.POLICY, logKeys, ledgers, DEFAULT_CROSS_ANCHORED_LEDGERS, Optional.empty());
    }

    /** The same rules as somebody else's word. */
    public TrustPolicy selfAsserted() {
        return new TrustPolicy(Trust.SELF_ASSERTED, logKeys, ledgers, crossAnchoredLedgers, oldestAnchor);
    }

    /** The keys of the organisation that an origin belongs to. */
    public List<LogKey> keysFor(String origin) {
        String organisation = LogKey.organisation(origin);
        return logKeys.stream()
                .filter(key -> key.organisation().equals(organisation))
                .toList();
    }

    public Optional<LedgerTrust> ledger(String name) {
        return ledgers.stream().filter(ledger -> ledger.name().equals(name)).findFirst();
    }

    /** Only what concerns one log: its organisation's keys, and the named ledgers. */
    public TrustPolicy about(String origin, List<String> ledgerNames) {
        return new TrustPolicy(
                trust,
                keysFor(origin),
                ledgers.stream()
                        .filter(ledger -> ledgerNames.contains(ledger.name()))
                        .toList(),
                crossAnchoredLedgers,
                oldestAnchor);
    }
}
