package io.tombolo.verification.receipt.fabric;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.verification.evidence.Evidence;
import io.tombolo.verification.evidence.EvidenceAnchor;
import io.tombolo.verification.evidence.EvidenceFile;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.json.JsonText;
import io.tombolo.verification.receipt.LedgerTrust;
import io.tombolo.verification.receipt.MemberRules;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.bouncycastle.asn1.x509.CRLReason;

/**
 * Adds the golden files about certificates, intermediate authorities, revocation lists and roles to schemas/vectors/evidence, good and
 * hostile: the answer of good-anchored.json, signed again by peers whose authorities were made here and thrown away.
 */
final class GoldenPeers {
    private static final String ONE = "one.example";
    private static final String TWO = "two.example";
    private static final String PEER = "CN=peer0, OU=peer, O=" + ONE;

    private final Path folder;
    private final Evidence good;
    private final FabricReceipt recorded;
    private final Instant askedAt;
    private final TestAuthority root;
    private final TestAuthority otherRoot;
    private final TestAuthority.Identity other;
    private final ObjectNode index;
    private final Set<String> known = new HashSet<>();

    private GoldenPeers(Path folder) throws Exception {
        this.folder = folder;
        good = EvidenceFile.read(Files.readAllBytes(folder.resolve("good-anchored.json")));
        recorded = FabricReceipt.parse(good.anchors().get(0).receipt().toArray());
        askedAt = ReceiptQuestion.of(recorded).askedAt();
        root = TestAuthority.root("CN=root, O=" + ONE, askedAt);
        otherRoot = TestAuthority.root("CN=root, O=" + TWO, askedAt);
        other = otherRoot.peer("CN=peer0, OU=peer, O=" + TWO);
        index = JsonText.read(Files.readAllBytes(folder.resolve("cases.json")), "cases", 1 << 20);
        index.path("cases").forEach(one -> known.add(one.path("file").asText()));
    }

    public static void main(String[] args) throws Exception {
        GoldenPeers golden = new GoldenPeers(Path.of(args[0]));
        golden.intermediates();
        golden.revocations();
        golden.roles();
        golden.spellings();
        Files.write(
                golden.folder.resolve("cases.json"),
                JsonText.write(golden.index).getBytes(UTF_8));
    }

    private void intermediates() throws Exception {
        TestAuthority below = root.intermediate("CN=peers, O=" + ONE);
        TestAuthority last = below.intermediate("CN=last, O=" + ONE);
        both("intermediate", below.peer(PEER), rules(List.of(below), List.of(), true), "ANCHORED");
        both("two-intermediates", last.peer(PEER), rules(List.of(below, last), List.of(), true), "ANCHORED");
        both("intermediate-not-named", below.peer(PEER), MemberRules.NONE, "NOT_TRUSTED");
        both("issued-above-intermediates", root.peer(PEER), rules(List.of(below), List.of(), false), "NOT_TRUSTED");
        TestAuthority foreign = otherRoot.intermediate("CN=peers, O=" + ONE);
        both(
                "intermediate-of-another-root",
                foreign.peer(PEER),
                rules(List.of(foreign), List.of(), false),
                "NOT_TRUSTED");
        TestAuthority ended = root.intermediate("CN=peers, O=" + ONE, true, askedAt.minusSeconds(1));
        both("intermediate-had-run-out", ended.peer(PEER), rules(List.of(ended), List.of(), false), "NOT_TRUSTED");
        TestAuthority noAuthority = root.intermediate(PEER, false, TestAuthority.days(askedAt, 365));
        both("issued-by-a-peer", noAuthority.peer(PEER), rules(List.of(noAuthority), List.of(), false), "NOT_TRUSTED");
    }

    private void revocations() throws Exception {
        TestAuthority.Identity peer = root.peer(PEER);
        X509Certificate its = peer.certificate();
        Instant later = TestAuthority.days(askedAt, 7);
        both("key-stolen-later", peer, revoked(root.revokes(its, later, CRLReason.keyCompromise)), "NOT_TRUSTED");
        both("revoked-without-reason", peer, revoked(root.revokes(its, later, CRLReason.unspecified)), "NOT_TRUSTED");
        both("superseded-later", peer, revoked(root.revokes(its, later, CRLReason.superseded)), "ANCHORED");
        both(
                "superseded-before",
                peer,
                revoked(root.revokes(its, askedAt.minusSeconds(60), CRLReason.superseded)),
                "NOT_TRUSTED");
        X509CRL ofAnother = root.revokes(root.peer(PEER).certificate(), askedAt, CRLReason.keyCompromise);
        both("another-peer-revoked", peer, revoked(ofAnother), "ANCHORED");
        TestAuthority below = root.intermediate("CN=peers, O=" + ONE);
        X509CRL ofAuthority = root.revokes(below.certificate(), askedAt, CRLReason.cACompromise);
        both("authority-revoked", below.peer(PEER), rules(List.of(below), List.of(ofAuthority), false), "NOT_TRUSTED");
        X509CRL strangers = TestAuthority.root("CN=root, O=" + ONE, askedAt).revokes(its, later, CRLReason.superseded);
        String trusted = text(evidence(peer, revoked(ofAnother)));
        write(
                "peers-list-by-a-stranger",
                trusted.replace(base64(ofAnother.getEncoded()), base64(strangers.getEncoded())),
                "MALFORMED");
        write(
                "peers-list-that-is-none",
                trusted.replace(base64(ofAnother.getEncoded()), base64(new byte[40])),
                "MALFORMED");
    }

    private void roles() throws Exception {
        MemberRules required = rules(List.of(), List.of(), true);
        both("role-said", root.peer(PEER), required, "ANCHORED");
        TestAuthority.Identity silent = root.peer("CN=peer0, O=" + ONE);
        both("role-not-said", silent, MemberRules.NONE, "ANCHORED");
        both("role-not-said-but-required", silent, required, "NOT_TRUSTED");
        both("role-client", root.peer("CN=user, OU=client+OU=dept, O=" + ONE), MemberRules.NONE, "NOT_TRUSTED");
        both("role-client-too", root.peer("CN=user, OU=client, OU=peer, O=" + ONE), MemberRules.NONE, "NOT_TRUSTED");
        KeyPair shared = other.keys();
        TestAuthority.Identity same = root.peer(PEER, shared, TestAuthority.days(askedAt, 365));
        both("one-key-for-two-members", same, MemberRules.NONE, "NOT_TRUSTED");
        String flag = text(evidence(root.peer(PEER), required));
        write("peers-role-as-text", flag.replace("\"node_ous\": true", "\"node_ous\": \"true\""), "MALFORMED");
    }

    /** The same content in another spelling, with a digest that fits it. */
    private void spellings() throws Exception {
        String flag = text(evidence(root.peer(PEER), rules(List.of(), List.of(), true)));
        String none = flag.replace(",\n          \"node_ous\": true", "");
        write("peers-role-false", digested(flag.replace("\"node_ous\": true", "\"node_ous\": false")), "ALTERED");
        write("peers-role-null", digested(flag.replace("\"node_ous\": true", "\"node_ous\": null")), "ALTERED");
        write(
                "peers-no-intermediates",
                digested(flag.replace("\"node_ous\": true", "\"intermediates\": []")),
                "ALTERED");
        write("peers-no-revocations", digested(flag.replace("\"node_ous\": true", "\"revocations\": []")), "ALTERED");
        write("peers-without-rules", digested(none), "ANCHORED");
        write(
                "trust-from-null",
                digested(none.replaceFirst("(\"key\": \"AU[^\"]*\")", "$1,\n        \"from\": null")),
                "ALTERED");
        write(
                "trust-time-with-zeros",
                digested(none.replaceFirst(
                        "(\"key\": \"AU[^\"]*\")", "$1,\n        \"from\": \"2026-01-31T12:00:00.000Z\"")),
                "ALTERED");
        write(
                "trust-time",
                digested(none.replaceFirst(
                        "(\"key\": \"AU[^\"]*\")", "$1,\n        \"from\": \"2020-01-31T12:00:00.500Z\"")),
                "ANCHORED");
        write(
                "members-in-another-order",
                digested(none.replaceFirst("(?s)(  \"entry\": [^\n]*\n)(  \"index\": [^\n]*\n)", "$2$1")),
                "ALTERED");
    }

    /** As the policy of the verifier, and as what the file says of itself. */
    private void both(String name, TestAuthority.Identity peer, MemberRules rules, String verdict) throws Exception {
        String file = "peers-" + name;
        Files.write(folder.resolve("policy-" + file + ".json"), PolicyFile.write(policy(rules)));
        write(file, text(evidence(peer, rules)), verdict);
        of(file, "policy-" + file + ".json", verdict);
    }

    private void write(String name, String text, String verdict) throws IOException {
        if (known.contains(name + ".json")) {
            throw new IllegalStateException(name + " is there already");
        }
        Files.write(folder.resolve(name + ".json"), text.getBytes(UTF_8));
        of(name, null, verdict);
    }

    private void of(String name, String policy, String verdict) {
        ObjectNode one = ((ArrayNode) index.path("cases")).addObject();
        one.put("file", name + ".json");
        one.put("policy", policy);
        one.put("verdict", verdict);
    }

    private byte[] evidence(TestAuthority.Identity peer, MemberRules rules) {
        FabricReceipt receipt = new FabricReceipt(
                recorded.channelHeader(),
                recorded.signatureHeader(),
                recorded.proposalPayload(),
                recorded.responsePayload(),
                List.of(
                        TestAuthority.endorsement(recorded, ONE, peer),
                        TestAuthority.endorsement(recorded, TWO, other)));
        EvidenceAnchor anchor = good.anchors().get(0);
        return EvidenceFile.write(new Evidence(
                good.origin(),
                good.record(),
                good.entry(),
                good.inclusion(),
                good.checkpoint(),
                List.of(new EvidenceAnchor(anchor.ledger(), anchor.growth(), Bytes.of(Repacked.encode(receipt)))),
                policy(rules)));
    }

    private TrustPolicy policy(MemberRules rules) {
        LedgerTrust known = good.claims().consortia().get(0);
        LedgerTrust ledger = new LedgerTrust(
                known.name(),
                known.channel(),
                known.chaincode(),
                new TreeMap<>(Map.of(ONE, List.of(root.certificate()), TWO, List.of(otherRoot.certificate()))),
                2,
                rules.equals(MemberRules.NONE) ? new TreeMap<>() : new TreeMap<>(Map.of(ONE, rules)));
        return TrustPolicy.of(good.claims().logKeys(), List.of(ledger));
    }

    private static MemberRules rules(List<TestAuthority> intermediates, List<X509CRL> revocations, boolean nodeOus) {
        return new MemberRules(
                intermediates.stream().map(TestAuthority::certificate).toList(), revocations, nodeOus);
    }

    private static MemberRules revoked(X509CRL list) {
        return rules(List.of(), List.of(list), false);
    }

    private static String digested(String text) throws Exception {
        int at = text.indexOf(",\n  \"digest\": \"");
        String rest = text.substring(0, at) + "\n}\n";
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(rest.getBytes(UTF_8));
        return text.substring(0, at) + ",\n  \"digest\": \"" + HexFormat.of().formatHex(digest) + "\"\n}\n";
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }
}
