package io.tombolo.verification.receipt.timestamp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.merkle.proof.ConsistencyProof;
import io.tombolo.verification.evidence.Evidence;
import io.tombolo.verification.evidence.EvidenceAnchor;
import io.tombolo.verification.evidence.EvidenceFile;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.json.JsonText;
import io.tombolo.verification.receipt.AnchorTrust;
import io.tombolo.verification.receipt.TimestampTrust;
import io.tombolo.verification.receipt.fabric.TestAuthority;
import io.tombolo.verification.trust.CrossAnchoring;
import io.tombolo.verification.trust.LogKey;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Trust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/**
 * Adds the cases about time-stamps to {@code schemas/vectors/evidence}, and to the policies beside them: run it again only for a new version of the policy. The record and
 * the ledger's receipt are those of {@code forms-avro.json}; the authorities' keys are made for the files and thrown away.
 */
final class GoldenTimestamps {
    private static final Instant THEN = Instant.parse("2026-06-01T12:00:10Z");
    private static final String ONE = "rfc3161:one.example";
    private static final String TWO = "rfc3161:two.example";

    private final Path folder;
    private final ObjectNode index;
    private final Evidence good;
    private final TrustPolicy policy;
    private final String text;
    private final AnchorTrust fabric;
    private final TestTimestamps one = new TestTimestamps("one", THEN);
    private final TestTimestamps two = new TestTimestamps("two", THEN);
    private final TimestampTrust first = TimestampTrust.of(ONE, List.of(one.root()));
    private final TimestampTrust second = TimestampTrust.of(TWO, List.of(two.root()));

    private GoldenTimestamps(Path folder) throws IOException {
        this.folder = folder;
        index = JsonText.read(Files.readAllBytes(folder.resolve("cases.json")), "cases", 1 << 20);
        good = EvidenceFile.read(Files.readAllBytes(folder.resolve("forms-avro.json")));
        policy = PolicyFile.read(Files.readAllBytes(folder.resolve("policy-forms-avro.json")));
        text = SignedNote.parse(good.checkpoint()).text();
        fabric = policy.ledgers().get(0);
    }

    public static void main(String[] args) throws IOException {
        GoldenTimestamps golden = new GoldenTimestamps(Path.of(args[0]));
        golden.counted();
        golden.altered();
        golden.untrusted();
        golden.certificates();
        golden.revoked();
        golden.malformed();
        golden.policies(golden.folder.resolveSibling("policies"));
        Files.write(
                golden.folder.resolve("cases.json"),
                JsonText.write(golden.index).getBytes(UTF_8));
    }

    private void counted() throws IOException {
        EvidenceAnchor ledger = good.anchors().get(0);
        EvidenceAnchor byOne = anchor(ONE, one.receipt(text));
        EvidenceAnchor byTwo = anchor(TWO, two.receipt(text));
        CrossAnchoring.Group twoOfThree = new CrossAnchoring.Group(2, List.of(fabric.name(), ONE, TWO), List.of());
        file("one", List.of(byOne), List.of(first), CrossAnchoring.TWO, "ANCHORED");
        file("two-of-three", List.of(ledger, byTwo), List.of(fabric, first, second), twoOfThree, "CROSS_ANCHORED");
        file("any-two", List.of(byOne, byTwo), List.of(fabric, first, second), CrossAnchoring.TWO, "CROSS_ANCHORED");
        file(
                "one-root",
                List.of(byOne, anchor(TWO, one.receipt(text))),
                List.of(first, named(TWO)),
                CrossAnchoring.TWO,
                "ANCHORED");
        file(
                "one-operator",
                List.of(byOne, byTwo),
                List.of(operated(ONE, one), operated(TWO, two)),
                CrossAnchoring.TWO,
                "ANCHORED");
        file("not-in-the-policy", List.of(ledger, byOne), List.of(fabric), CrossAnchoring.TWO, "ANCHORED");
        accept("accuracy-within-the-limit", one, limited(Duration.ofMillis(1_500)));
        accept("without-accuracy", one.copy().accuracy(Optional.empty()), first);
        accept(
                "trusted-below-the-root",
                one.copy().certificates(List.of(one.signer())),
                TimestampTrust.of(ONE, List.of(one.intermediate())));
        accept("trusted-below-the-root-with-more", one, TimestampTrust.of(ONE, List.of(one.intermediate())));
        accept(
                "extension-that-is-not-critical",
                one.copy().with(new Extension(TestTimestamps.POLICY, false, new byte[] {5, 0})),
                first);
        named();
        accept("superseded-later", one, revoking(one.revokesSigner(TestAuthority.days(THEN, 1), CRLReason.superseded)));
    }

    private void named() throws IOException {
        accept("certificate-named-by-sha-1", one.copy().namingBySha1().without(), first);
        accept("certificate-named-twice", one.copy().namingBySha1(), first);
        refuse(
                "another-certificate-named-by-sha-1",
                one.copy().namingBySha1().without().naming(one.root()).receipt(text),
                first,
                "ALTERED");
        accept("rsa", one.copy().signing(TestTimestamps.rsa("RSA"), "SHA256withRSA"), first);
        accept("rsassa-pss", one.copy().signing(TestTimestamps.rsa("RSA"), "SHA256withRSAandMGF1"), first);
        accept("rsassa-pss-sha-512", one.copy().signing(TestTimestamps.rsa("RSA"), "SHA512withRSAandMGF1"), first);
        refuse(
                "key-for-rsassa-pss-alone",
                one.copy()
                        .signing(TestTimestamps.rsa("RSASSA-PSS"), "SHA256withRSAandMGF1")
                        .receipt(text),
                first,
                "MALFORMED");
        refuse(
                "rsa-over-sha-1",
                one.copy().signing(TestTimestamps.rsa("RSA"), "SHA1withRSA").receipt(text),
                first,
                "MALFORMED");
    }

    private void altered() throws IOException {
        Checkpoint head = Checkpoint.parse(text);
        Hash other = Hash.of(Hash.sha256().digest(new byte[] {7}));
        byte[] falsely = one.receipt(text);
        falsely[falsely.length - 1] ^= 1;
        refuse("another-text", TestTimestamps.receipt(text, one.token("another\n")), first, "ALTERED");
        refuse("falsely-signed", falsely, first, "ALTERED");
        refuse("another-certificate-named", one.copy().naming(one.root()).receipt(text), first, "ALTERED");
        refuse("another-root", one.receipt(new Checkpoint(head.origin(), head.size(), other).text()), first, "FORKED");
        refuse(
                "a-larger-head-without-growth",
                one.receipt(new Checkpoint(head.origin(), head.size() + 1, other).text()),
                first,
                "ALTERED");
        refuse(
                "another-log",
                one.receipt(new Checkpoint(head.origin() + "/2", head.size(), head.root()).text()),
                first,
                "ALTERED");
    }

    private void untrusted() throws IOException {
        refuse("another-authority", two.receipt(text), first, "NOT_TRUSTED");
        refuse("accuracy-over-the-limit", one.receipt(text), limited(Duration.ofMillis(1_499)), "NOT_TRUSTED");
        refuse(
                "accuracy-not-stated",
                one.copy().accuracy(Optional.empty()).receipt(text),
                limited(Duration.ofHours(1)),
                "NOT_TRUSTED");
        List<EvidenceAnchor> anchors = List.of(anchor(ONE, one.receipt(text)));
        Instant stated = THEN.plusMillis(1_500);
        LogKey key = policy.logKeys().get(0);
        file(
                "before-the-key",
                anchors,
                policy(
                        List.of(new LogKey(
                                key.organisation(), key.key(), Optional.of(stated.plusMillis(1)), Optional.empty())),
                        Optional.empty()),
                "NOT_TRUSTED");
        file(
                "after-the-key",
                anchors,
                policy(
                        List.of(new LogKey(key.organisation(), key.key(), Optional.empty(), Optional.of(stated))),
                        Optional.empty()),
                "NOT_TRUSTED");
        file("too-old", anchors, policy(policy.logKeys(), Optional.of(stated.plusMillis(1))), "NOT_TRUSTED");
        file("just-in-time", anchors, policy(policy.logKeys(), Optional.of(stated)), "ANCHORED");
    }

    private void certificates() throws IOException {
        refuse("expired-then", one.copy().at(TestAuthority.days(THEN, 366)).receipt(text), first, "NOT_TRUSTED");
        refuse("not-yet-valid-then", one.copy().at(TestAuthority.days(THEN, -2)).receipt(text), first, "NOT_TRUSTED");
        refuse(
                "usage-not-critical",
                one.copy()
                        .shaped(TestTimestamps.usage(false, KeyPurposeId.id_kp_timeStamping))
                        .receipt(text),
                first,
                "NOT_TRUSTED");
        refuse(
                "another-usage",
                one.copy()
                        .shaped(TestTimestamps.usage(true, KeyPurposeId.id_kp_codeSigning))
                        .receipt(text),
                first,
                "NOT_TRUSTED");
        refuse("no-usage", one.copy().shaped(builder -> {}).receipt(text), first, "NOT_TRUSTED");
        refuse(
                "may-not-sign",
                one.copy()
                        .shaped(builder -> {
                            TestTimestamps.usage(true, KeyPurposeId.id_kp_timeStamping)
                                    .to(builder);
                            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyEncipherment));
                        })
                        .receipt(text),
                first,
                "NOT_TRUSTED");
        refuse(
                "one-certificate-too-many",
                one.copy().certificates(one.oneTooMany()).receipt(text),
                first,
                "NOT_TRUSTED");
        refuse(
                "without-the-authority-between",
                one.copy().certificates(List.of(one.signer())).receipt(text),
                first,
                "NOT_TRUSTED");
    }

    private void revoked() throws IOException {
        Instant later = TestAuthority.days(THEN, 1);
        Instant before = TestAuthority.days(THEN, -1);
        refuse(
                "key-stolen-later",
                one.receipt(text),
                revoking(one.revokesSigner(later, CRLReason.keyCompromise)),
                "NOT_TRUSTED");
        refuse(
                "superseded-before",
                one.receipt(text),
                revoking(one.revokesSigner(before, CRLReason.superseded)),
                "NOT_TRUSTED");
        refuse(
                "authority-revoked",
                one.receipt(text),
                revoking(one.revokesIntermediate(later, CRLReason.cACompromise)),
                "NOT_TRUSTED");
        X509CRL forged = new TestTimestamps("one", THEN).revokesSigner(later, CRLReason.keyCompromise);
        refuse("revocations-by-nobody", one.receipt(text), revoking(forged), "NOT_TRUSTED");
    }

    private void malformed() throws IOException {
        refuse("unsigned-attribute", one.copy().withUnsignedAttribute().receipt(text), first, "MALFORMED");
        refuse("no-certificate-named", one.copy().without().receipt(text), first, "MALFORMED");
        refuse(
                "critical-extension",
                one.copy()
                        .with(new Extension(TestTimestamps.POLICY, true, new byte[] {5, 0}))
                        .receipt(text),
                first,
                "MALFORMED");
        refuse(
                "without-the-signers-certificate",
                one.copy().certificates(List.of(one.intermediate())).receipt(text),
                first,
                "MALFORMED");
        byte[] receipt = one.receipt(text);
        byte[] longer = Arrays.copyOf(receipt, receipt.length + 1);
        refuse("a-byte-behind", longer, first, "MALFORMED");
        refuse("no-token", (text + "\n").getBytes(UTF_8), first, "MALFORMED");
        refuse("no-text", one.token(text), first, "MALFORMED");
    }

    /** The policy's own rules, in the suite of policies. */
    private void policies(Path suite) throws IOException {
        ObjectNode cases = JsonText.read(Files.readAllBytes(suite.resolve("cases.json")), "cases", 1 << 20);
        policy(suite, cases, "good", authority -> {}, true);
        policy(suite, cases, "without-roots", authority -> authority.remove("roots"), false);
        policy(suite, cases, "no-root", authority -> authority.putArray("roots"), false);
        policy(
                suite,
                cases,
                "root-that-is-none",
                authority -> authority.putArray("roots").add("AAAA"),
                false);
        policy(
                suite,
                cases,
                "list-that-is-none",
                authority -> authority.putArray("revocations").add("AAAA"),
                false);
        policy(suite, cases, "exact-to-0-ms", authority -> authority.put("accuracy_ms", 0), false);
        policy(suite, cases, "without-a-name", authority -> authority.put("name", "rfc3161:"), false);
        policy(suite, cases, "with-keys", authority -> authority.putArray("keys"), false);
        policy(suite, cases, "with-roots-alone", authority -> authority.retain("name", "roots"), true);
        Files.write(suite.resolve("cases.json"), JsonText.write(cases).getBytes(UTF_8));
    }

    private void policy(Path suite, ObjectNode index, String name, Consumer<ObjectNode> change, boolean readable)
            throws IOException {
        TimestampTrust whole = new TimestampTrust(
                ONE,
                List.of(one.root()),
                List.of(one.revokesSigner(THEN, CRLReason.superseded)),
                Optional.of(Duration.ofSeconds(1)),
                Optional.of("Notaries"));
        ObjectNode json = PolicyFile.toJson(TrustPolicy.of(policy.logKeys(), List.of(whole)));
        change.accept((ObjectNode) json.path("ledgers").path(0));
        String file = "timestamp-" + name + ".json";
        Files.write(suite.resolve(file), JsonText.write(json).getBytes(UTF_8));
        ArrayNode cases = (ArrayNode) index.path("cases");
        for (int i = cases.size() - 1; i >= 0; i--) {
            if (cases.get(i).path("file").asText().equals(file)) {
                cases.remove(i);
            }
        }
        cases.addObject().put("file", file).put("readable", readable);
    }

    private static TimestampTrust operated(String name, TestTimestamps authority) {
        return new TimestampTrust(
                name, List.of(authority.root()), List.of(), Optional.empty(), Optional.of("Notaries"));
    }

    private TimestampTrust named(String name) {
        return TimestampTrust.of(name, List.of(one.root()));
    }

    private TimestampTrust limited(Duration accuracy) {
        return new TimestampTrust(ONE, List.of(one.root()), List.of(), Optional.of(accuracy), Optional.empty());
    }

    private TimestampTrust revoking(X509CRL list) {
        return new TimestampTrust(ONE, List.of(one.root()), List.of(list), Optional.empty(), Optional.empty());
    }

    private TrustPolicy policy(List<LogKey> keys, Optional<Instant> oldest) {
        return new TrustPolicy(Trust.POLICY, keys, List.of(first), CrossAnchoring.TWO, oldest);
    }

    private void accept(String name, TestTimestamps authority, TimestampTrust trust) throws IOException {
        file(name, List.of(anchor(ONE, authority.receipt(text))), List.of(trust), CrossAnchoring.TWO, "ANCHORED");
    }

    private void refuse(String name, byte[] receipt, TimestampTrust trust, String verdict) throws IOException {
        file(name, List.of(anchor(ONE, receipt)), List.of(trust), CrossAnchoring.TWO, verdict);
    }

    private void file(
            String name, List<EvidenceAnchor> anchors, List<AnchorTrust> ledgers, CrossAnchoring cross, String verdict)
            throws IOException {
        file(name, anchors, new TrustPolicy(Trust.POLICY, policy.logKeys(), ledgers, cross, Optional.empty()), verdict);
    }

    private void file(String name, List<EvidenceAnchor> anchors, TrustPolicy by, String verdict) throws IOException {
        Evidence evidence = new Evidence(
                good.origin(), good.record(), good.entry(), good.inclusion(), good.checkpoint(), anchors, by);
        String file = "timestamp-" + name + ".json";
        String policyFile = "policy-timestamp-" + name + ".json";
        Files.write(folder.resolve(file), EvidenceFile.write(evidence));
        Files.write(folder.resolve(policyFile), PolicyFile.write(by));
        List<ObjectNode> kept = new ArrayList<>();
        index.path("cases").forEach(known -> {
            if (!known.path("file").asText().equals(file)) {
                kept.add((ObjectNode) known);
            }
        });
        ArrayNode cases = index.putArray("cases");
        kept.forEach(cases::add);
        cases.addObject().put("file", file).put("policy", policyFile).put("verdict", verdict);
    }

    private static EvidenceAnchor anchor(String name, byte[] receipt) {
        return new EvidenceAnchor(name, new ConsistencyProof(List.of()), Bytes.of(receipt));
    }
}
