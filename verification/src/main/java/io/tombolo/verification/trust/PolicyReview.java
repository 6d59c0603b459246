package io.tombolo.verification.trust;

import io.tombolo.verification.receipt.AnchorTrust;
import io.tombolo.verification.receipt.EvmTrust;
import io.tombolo.verification.receipt.LedgerTrust;
import io.tombolo.verification.receipt.MemberRules;
import io.tombolo.verification.receipt.TimestampTrust;
import io.tombolo.verification.verdict.Check;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Looks a policy over for what its author may not have meant. A policy that fails here still works: this is advice. */
public final class PolicyReview {
    private PolicyReview() {}

    /**
     * What was looked at, and what gives reason for another look.
     *
     * @param now the time at which certificates and keys should be valid
     */
    public static List<Check> of(TrustPolicy policy, Instant now) {
        List<Check> checks = new ArrayList<>();
        checks.add(new Check(
                "log keys", !policy.logKeys().isEmpty(), policy.logKeys().size() + " keys"));
        Set<String> organisations = new HashSet<>();
        for (LogKey key : policy.logKeys()) {
            organisations.add(key.organisation());
            if (!key.isValidAt(now)) {
                checks.add(Check.failed("log key", "a key of " + key.organisation() + " is not valid at " + now));
            }
        }
        checks.add(Check.passed("organisations", String.join(", ", organisations)));
        checks.add(new Check(
                "ledgers", !policy.ledgers().isEmpty(), policy.ledgers().size() + " ledgers"));
        policy.consortia().forEach(ledger -> review(ledger, now, checks));
        for (AnchorTrust ledger : policy.ledgers()) {
            if (ledger instanceof TimestampTrust authority) {
                authority.roots().forEach(root -> review(authority.name(), root, now, checks));
                authority.revocations().forEach(list -> review(authority.name(), list, now, checks));
            } else if (ledger instanceof EvmTrust chain) {
                checks.add(quorum(chain.name(), chain.quorum(), chain.members().size()));
            }
        }
        reviewIndependence(policy, checks);
        return List.copyOf(checks);
    }

    /** A policy that lists one consortium twice asks for less than it appears to. */
    private static void reviewIndependence(TrustPolicy policy, List<Check> checks) {
        List<AnchorTrust> ledgers = policy.ledgers();
        for (int i = 0; i < ledgers.size(); i++) {
            for (int j = i + 1; j < ledgers.size(); j++) {
                AnchorTrust one = ledgers.get(i);
                AnchorTrust other = ledgers.get(j);
                if (!one.isIndependentOf(other)) {
                    checks.add(Check.failed(
                            "independence of " + other.name(),
                            "counts as one with " + one.name() + ": " + shared(one, other)
                                    + "; together they do not make a head CROSS_ANCHORED"));
                }
            }
        }
    }

    private static String shared(AnchorTrust one, AnchorTrust other) {
        return one instanceof LedgerTrust first && other instanceof LedgerTrust second
                ? "channel " + second.channel() + ", chaincode " + second.chaincode() + " against " + first.channel()
                        + ", " + first.chaincode() + ", and members in common"
                : "the same key, operator or chain";
    }

    private static void review(LedgerTrust ledger, Instant now, List<Check> checks) {
        int members = ledger.members().size();
        checks.add(quorum(ledger.name(), ledger.quorum(), members));
        ledger.members().forEach((member, authorities) -> {
            checks.add(new Check(
                    "certificates of " + member, !authorities.isEmpty(), authorities.size() + " authorities"));
            authorities.forEach(authority -> review(member, authority, now, checks));
            MemberRules rules = ledger.rulesOf(member);
            rules.intermediates().forEach(authority -> review(member, authority, now, checks));
            rules.revocations().forEach(list -> review(member, list, now, checks));
        });
        reviewShared(ledger, checks);
    }

    private static Check quorum(String ledger, int quorum, int members) {
        return new Check(
                "quorum of " + ledger,
                quorum * 2 > members,
                quorum + " of " + members + " members; a majority is more than half");
    }

    /** The holder of a certificate authority of two members can sign for both, and a quorum of two is one. */
    private static void reviewShared(LedgerTrust ledger, List<Check> checks) {
        Map<PublicKey, String> owners = new HashMap<>();
        ledger.members()
                .forEach((member, authorities) -> authorities.forEach(authority -> {
                    String other = owners.putIfAbsent(authority.getPublicKey(), member);
                    if (other != null && !other.equals(member)) {
                        checks.add(Check.failed(
                                "authority of " + member,
                                authority.getSubjectX500Principal().getName() + " is an authority of " + other
                                        + " too"));
                    }
                }));
    }

    private static void review(String member, X509CRL list, Instant now, List<Check> checks) {
        Date next = list.getNextUpdate();
        if (next != null && next.toInstant().isBefore(now)) {
            checks.add(Check.failed(
                    "revocations of " + member,
                    "a newer list than that of " + list.getThisUpdate().toInstant() + " was due at "
                            + next.toInstant()));
        }
    }

    private static void review(String member, X509Certificate authority, Instant now, List<Check> checks) {
        String subject = authority.getSubjectX500Principal().getName();
        if (authority.getBasicConstraints() < 0) {
            checks.add(Check.failed("authority of " + member, subject + " is not a certificate authority"));
        }
        if (subject.toLowerCase(Locale.ROOT).contains("development")) {
            checks.add(Check.failed("authority of " + member, subject + " belongs to a development ledger"));
        }
        try {
            authority.checkValidity(Date.from(now));
        } catch (CertificateException e) {
            checks.add(Check.failed("authority of " + member, subject + " is not valid at " + now));
        }
        if (authority.getSubjectX500Principal().equals(authority.getIssuerX500Principal())) {
            try {
                authority.verify(authority.getPublicKey());
            } catch (GeneralSecurityException e) {
                checks.add(Check.failed("authority of " + member, subject + " is not signed by its own key"));
            }
        }
    }
}
