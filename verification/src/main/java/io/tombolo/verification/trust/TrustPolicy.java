package io.tombolo.verification.trust;

import io.tombolo.verification.receipt.AnchorTrust;
import io.tombolo.verification.receipt.LedgerTrust;
import io.tombolo.verification.verdict.Level;
import io.tombolo.verification.verdict.Trust;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which keys a verifier trusts for which organisation, and which members of which ledger, and which witnesses
 * and time-stamping authorities.
 *
 * @param trust whether the verifier's own policy says so, or what is verified says it about itself
 * @param ledgers each name once
 * @param crossAnchoring which of them must confirm a head for it to be cross-anchored; a group names ledgers of this policy, and all
 *     of this policy's ledgers are then independent of each other
 * @param oldestAnchor anchors before this time do not count
 * @param retired ledgers of this policy that count no longer, by name, each with the time from which on its anchors do not count
 */
public record TrustPolicy(
        Trust trust,
        List<LogKey> logKeys,
        List<AnchorTrust> ledgers,
        CrossAnchoring crossAnchoring,
        Optional<Instant> oldestAnchor,
        Map<String, Instant> retired) {
    public TrustPolicy {
        logKeys = List.copyOf(logKeys);
        ledgers = List.copyOf(ledgers);
        retired = Map.copyOf(retired);
        Set<String> names = new HashSet<>();
        for (AnchorTrust ledger : ledgers) {
            if (!names.add(ledger.name())) {
                throw new IllegalArgumentException("ledgers: " + ledger.name() + " twice");
            }
        }
        for (String ledger : retired.keySet()) {
            if (!names.contains(ledger)) {
                throw new IllegalArgumentException("retired: the policy has no ledger " + ledger);
            }
        }
        if (crossAnchoring instanceof CrossAnchoring.Group group) {
            requireIndependent(group, ledgers, names);
        }
    }

    /** Without a ledger that is retired. */
    public TrustPolicy(
            Trust trust,
            List<LogKey> logKeys,
            List<AnchorTrust> ledgers,
            CrossAnchoring crossAnchoring,
            Optional<Instant> oldestAnchor) {
        this(trust, logKeys, ledgers, crossAnchoring, oldestAnchor, Map.of());
    }

    /** A group counts names, so that each must stand for itself. */
    private static void requireIndependent(CrossAnchoring.Group group, List<AnchorTrust> ledgers, Set<String> names) {
        for (String ledger : group.all()) {
            if (!names.contains(ledger)) {
                throw new IllegalArgumentException("cross_anchored: the policy has no ledger " + ledger);
            }
        }
        for (AnchorTrust one : ledgers) {
            for (AnchorTrust other : ledgers) {
                if (one != other && !one.isIndependentOf(other)) {
                    throw new IllegalArgumentException("cross_anchored: " + one.name() + " and " + other.name()
                            + " are not independent of each other");
                }
            }
        }
    }

    /** A policy with the defaults, for keys and ledgers that the verifier chose. */
    public static TrustPolicy of(List<LogKey> logKeys, List<? extends AnchorTrust> ledgers) {
        return new TrustPolicy(Trust.POLICY, logKeys, List.copyOf(ledgers), CrossAnchoring.TWO, Optional.empty());
    }

    /** The same rules as somebody else's word. */
    public TrustPolicy selfAsserted() {
        return new TrustPolicy(Trust.SELF_ASSERTED, logKeys, ledgers, crossAnchoring, oldestAnchor, retired);
    }

    /** The keys of the organisation that an origin belongs to. */
    public List<LogKey> keysFor(String origin) {
        String organisation = LogKey.organisation(origin);
        return logKeys.stream()
                .filter(key -> key.organisation().equals(organisation))
                .toList();
    }

    public Optional<AnchorTrust> ledger(String name) {
        return ledgers.stream().filter(ledger -> ledger.name().equals(name)).findFirst();
    }

    /** From when on a ledger's anchors do not count; empty while they do. */
    public Optional<Instant> retiredAt(String ledger) {
        return Optional.ofNullable(retired.get(ledger));
    }

    /** Those ledgers that are a consortium's. */
    public List<LedgerTrust> consortia() {
        return ledgers.stream()
                .filter(LedgerTrust.class::isInstance)
                .map(LedgerTrust.class::cast)
                .toList();
    }

    /** The level of a head that the owner signed and that these ledgers confirm. */
    public Level level(Set<String> vouching) {
        if (vouching.isEmpty()) {
            return Level.SEALED;
        }
        Map<String, Long> confirmed = new HashMap<>();
        vouching.forEach(ledger -> confirmed.put(consortium(ledger), 1L));
        return crossAnchoring.upTo(confirmed) > 0 ? Level.CROSS_ANCHORED : Level.ANCHORED;
    }

    /**
     * One name for all ledgers that count as one, because they are not independent ({@link AnchorTrust#isIndependentOf}): that of the
     * first among them.
     */
    public String consortium(String ledgerName) {
        List<AnchorTrust> one = new ArrayList<>(ledger(ledgerName).stream().toList());
        for (int i = 0; i < one.size(); i++) {
            for (AnchorTrust other : ledgers) {
                if (!one.contains(other) && !other.isIndependentOf(one.get(i))) {
                    one.add(other);
                }
            }
        }
        return ledgers.stream()
                .filter(one::contains)
                .map(AnchorTrust::name)
                .findFirst()
                .orElse(ledgerName);
    }
}
