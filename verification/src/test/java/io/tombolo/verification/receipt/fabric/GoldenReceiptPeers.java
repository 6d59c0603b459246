package io.tombolo.verification.receipt.fabric;

import static io.tombolo.verification.receipt.fabric.GoldenReceipts.NOT_TRUSTED;
import static io.tombolo.verification.receipt.fabric.GoldenReceipts.ONE;
import static io.tombolo.verification.receipt.fabric.GoldenReceipts.TWO;
import static io.tombolo.verification.receipt.fabric.GoldenReceipts.VOUCHED;

import io.tombolo.verification.receipt.MemberRules;
import java.io.IOException;
import java.security.cert.X509CRL;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bouncycastle.asn1.x509.CRLReason;

/** The golden receipts about roles, authorities and revocation: a quorum of two, of which one peer is in question. */
final class GoldenReceiptPeers {
    private final GoldenReceipts golden;
    private final Instant then;
    private final TestAuthority root;
    private final TestAuthority.Identity one;
    private final TestAuthority.Identity two;

    GoldenReceiptPeers(GoldenReceipts golden) {
        this.golden = golden;
        then = golden.then;
        root = golden.root;
        one = golden.one;
        two = golden.two;
    }

    void make() throws Exception {
        certificates();
        revocations();
    }

    private void certificates() throws Exception {
        MemberRules required = rules(List.of(), List.of(), true);
        member("role-required-and-there", one, required, VOUCHED);
        member("role-in-capitals", root.peer("CN=p, OU=PEER, O=" + ONE), required, NOT_TRUSTED);
        member("role-missing-where-required", root.peer("CN=p, O=" + ONE), required, NOT_TRUSTED);
        member("role-missing-where-not-required", root.peer("CN=p, O=" + ONE), MemberRules.NONE, VOUCHED);
        member("role-client", root.peer("CN=p, OU=client, O=" + ONE), MemberRules.NONE, NOT_TRUSTED);
        member("role-admin-too", root.peer("CN=p, OU=admin, OU=peer, O=" + ONE), MemberRules.NONE, NOT_TRUSTED);
        member("role-twice", root.peer("CN=p, OU=peer, OU=peer, O=" + ONE), MemberRules.NONE, NOT_TRUSTED);
        TestAuthority below = root.intermediate("CN=below, O=" + ONE);
        TestAuthority last = below.intermediate("CN=last, O=" + ONE);
        member("intermediate", peerOf(below), rules(List.of(below), List.of(), false), VOUCHED);
        member("two-intermediates", peerOf(last), rules(List.of(below, last), List.of(), false), VOUCHED);
        member("intermediate-missing-between", peerOf(last), rules(List.of(last), List.of(), false), NOT_TRUSTED);
        member("intermediate-not-named", peerOf(below), MemberRules.NONE, NOT_TRUSTED);
        member("issued-above-an-intermediate", one, rules(List.of(below), List.of(), false), NOT_TRUSTED);
        TestAuthority ended = root.intermediate("CN=below, O=" + ONE, true, then.minusSeconds(1));
        member("intermediate-had-run-out", peerOf(ended), rules(List.of(ended), List.of(), false), NOT_TRUSTED);
        TestAuthority ends = root.intermediate("CN=below, O=" + ONE, true, then);
        member("intermediate-runs-out-that-second", peerOf(ends), rules(List.of(ends), List.of(), false), VOUCHED);
        member("intermediate-renewed", peerOf(below), rules(List.of(ended, below), List.of(), false), VOUCHED);
        member(
                "peer-had-run-out",
                root.peer("CN=p, OU=peer, O=" + ONE, TestAuthority.newKeys(), then.minusSeconds(1)),
                MemberRules.NONE,
                NOT_TRUSTED);
        TestAuthority namesake = TestAuthority.root("CN=root, O=" + ONE, then);
        member("root-of-the-same-name", peerOf(namesake), MemberRules.NONE, NOT_TRUSTED);
        TestAuthority noAuthority = root.intermediate("CN=p, OU=peer, O=" + ONE, false, TestAuthority.days(then, 365));
        member("issued-by-a-peer", peerOf(noAuthority), rules(List.of(noAuthority), List.of(), false), NOT_TRUSTED);
        member(
                "a-peer-that-is-an-authority",
                root.peer("CN=p, OU=peer, O=" + ONE, true, builder -> {}),
                MemberRules.NONE,
                NOT_TRUSTED);
    }

    private void revocations() throws Exception {
        Instant before = then.minusSeconds(60);
        Instant later = TestAuthority.days(then, 7);
        Map<String, Integer> reasons = new TreeMap<>(Map.of(
                "unspecified", CRLReason.unspecified,
                "key-compromise", CRLReason.keyCompromise,
                "authority-compromise", CRLReason.cACompromise,
                "affiliation-changed", CRLReason.affiliationChanged,
                "superseded", CRLReason.superseded,
                "cessation-of-operation", CRLReason.cessationOfOperation,
                "certificate-hold", CRLReason.certificateHold,
                "privilege-withdrawn", CRLReason.privilegeWithdrawn));
        for (Map.Entry<String, Integer> reason : reasons.entrySet()) {
            boolean noFault = List.of(
                            CRLReason.affiliationChanged, CRLReason.superseded, CRLReason.cessationOfOperation)
                    .contains(reason.getValue());
            revoked(
                    "revoked-later-" + reason.getKey(),
                    root.revokes(one.certificate(), later, reason.getValue()),
                    noFault ? VOUCHED : NOT_TRUSTED);
            revoked(
                    "revoked-before-" + reason.getKey(),
                    root.revokes(one.certificate(), before, reason.getValue()),
                    NOT_TRUSTED);
        }
        revoked("revoked-that-second", root.revokes(one.certificate(), then, CRLReason.superseded), NOT_TRUSTED);
        revoked(
                "serial-twice-worst-first",
                root.revokes(one.certificate(), later, List.of(CRLReason.keyCompromise, CRLReason.superseded)),
                NOT_TRUSTED);
        revoked(
                "serial-twice-worst-last",
                root.revokes(one.certificate(), later, List.of(CRLReason.superseded, CRLReason.keyCompromise)),
                NOT_TRUSTED);
        revoked(
                "serial-twice-both-light",
                root.revokes(one.certificate(), later, List.of(CRLReason.superseded, CRLReason.cessationOfOperation)),
                VOUCHED);
        X509CRL light = root.revokes(one.certificate(), later, CRLReason.superseded);
        X509CRL heavy = root.revokes(one.certificate(), later, CRLReason.keyCompromise);
        member("two-lists-the-worse-one-counts", one, rules(List.of(), List.of(light, heavy), false), NOT_TRUSTED);
        revoked(
                "another-peer-revoked",
                root.revokes(root.peer("CN=q, OU=peer, O=" + ONE).certificate(), before, CRLReason.keyCompromise),
                VOUCHED);
        TestAuthority below = root.intermediate("CN=below, O=" + ONE);
        X509CRL ofAuthority = root.revokes(below.certificate(), later, CRLReason.cACompromise);
        member("intermediate-revoked", peerOf(below), rules(List.of(below), List.of(ofAuthority), false), NOT_TRUSTED);
    }

    private static TestAuthority.Identity peerOf(TestAuthority authority) {
        return authority.peer("CN=peer0, OU=peer, O=" + ONE);
    }

    private void revoked(String name, X509CRL list, String verdict) throws IOException {
        member(name, one, rules(List.of(), List.of(list), false), verdict);
    }

    /** A quorum of two, of which one is in question. */
    private void member(String name, TestAuthority.Identity peer, MemberRules rules, String verdict)
            throws IOException {
        golden.write(name, new ForgedReceipt().by(ONE, peer).by(TWO, two).bytes(), rules, verdict);
    }

    private static MemberRules rules(List<TestAuthority> intermediates, List<X509CRL> lists, boolean nodeOus) {
        return new MemberRules(
                intermediates.stream().map(TestAuthority::certificate).toList(), lists, nodeOus);
    }
}
