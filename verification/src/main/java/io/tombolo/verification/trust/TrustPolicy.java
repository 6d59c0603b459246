package io.tombolo.verification.trust;

import io.tombolo.verification.receipt.LedgerTrust;
import io.tombolo.verification.verdict.Level;
import io.tombolo.verification.verdict.Trust;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which keys a verifier trusts for which organisation, and which members of which ledger.
 *
 * @param trust whether the verifier's own policy says so, or what is verified says it about itself
 * @param ledgers each name once
 * @param crossAnchoredLedgers on how many independent ledgers a head must be to be cross-anchored, at least 2
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
        Set<String> names = new HashSet<>();
        for (LedgerTrust ledger : ledgers) {
            if (!names.add(ledger.name())) {
                throw new IllegalArgumentException("ledgers: " + ledger.name() + " twice");
            }
        }
    }

    /** A policy with the defaults, for keys and ledgers that the verifier chose. */
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

    /** The level of a head that the owner signed and that these ledgers confirm. */
    public Level level(Set<String> vouching) {
        long independent = vouching.stream().map(this::consortium).distinct().count();
        if (independent == 0) {
            return Level.SEALED;
        }
        return independent >= crossAnchoredLedgers ? Level.CROSS_ANCHORED : Level.ANCHORED;
    }

    /**
     * One name for all ledgers that count as one, because they are not independent ({@link LedgerTrust#isIndependentOf}): that of the
     * first among them.
     */
    public String consortium(String ledgerName) {
        List<LedgerTrust> one = new ArrayList<>(ledger(ledgerName).stream().toList());
        for (int i = 0; i < one.size(); i++) {
            for (LedgerTrust other : ledgers) {
                if (!one.contains(other) && !other.isIndependentOf(one.get(i))) {
                    one.add(other);
                }
            }
        }
        return ledgers.stream()
                .filter(one::contains)
                .map(LedgerTrust::name)
                .findFirst()
                .orElse(ledgerName);
    }
}
