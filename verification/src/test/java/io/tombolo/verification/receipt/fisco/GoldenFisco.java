package io.tombolo.verification.receipt.fisco;

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
import io.tombolo.verification.receipt.FiscoTrust;
import io.tombolo.verification.receipt.FiscoTrust.Cryptography;
import io.tombolo.verification.trust.CrossAnchoring;
import io.tombolo.verification.trust.LogKey;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Trust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Adds the cases about FISCO BCOS chains to {@code schemas/vectors/evidence}, and to the policies beside them, from blocks made in the test:
 * run it again only for a new version of the receipt. The record and the ledger's receipt are those of {@code forms-avro.json}.
 */
final class GoldenFisco {
    private static final Instant AT = Instant.ofEpochMilli(TestChain.TIME);
    private static final Hash OTHER = Hash.of(Hash.sha256().digest(new byte[] {7}));

    private final Path folder;
    private final ObjectNode index;
    private final Evidence good;
    private final TrustPolicy policy;
    private final Checkpoint head;
    private final AnchorTrust fabric;
    private final TestChain chain = new TestChain(Cryptography.STANDARD, 4);
    private final FiscoTrust trust = chain.trust();

    private GoldenFisco(Path folder) throws IOException {
        this.folder = folder;
        index = JsonText.read(Files.readAllBytes(folder.resolve("cases.json")), "cases", 1 << 20);
        good = EvidenceFile.read(Files.readAllBytes(folder.resolve("forms-avro.json")));
        policy = PolicyFile.read(Files.readAllBytes(folder.resolve("policy-forms-avro.json")));
        head = Checkpoint.parse(SignedNote.parse(good.checkpoint()).text());
        fabric = policy.ledgers().get(0);
    }

    public static void main(String[] args) throws IOException {
        GoldenFisco golden = new GoldenFisco(Path.of(args[0]));
        golden.counted();
        golden.refused();
        golden.changed();
        golden.policies(golden.folder.resolveSibling("policies"));
        Files.write(
                golden.folder.resolve("cases.json"),
                JsonText.write(golden.index).getBytes(UTF_8));
    }

    private List<TestChain.Head> heads(String log, long size, Hash root, int code) {
        String[] parts = head.origin().split("/", 3);
        return List.of(
                new TestChain.Head(parts[0], parts[1], "77", 3, OTHER, 7),
                new TestChain.Head(parts[0], parts[1], log, size, root, code));
    }

    private List<TestChain.Head> heads(int code) {
        return heads(head.origin().split("/", 3)[2], head.size(), head.root(), code);
    }

    private byte[] honest(TestChain by, int... nodes) {
        return by.receipt(heads(0), 1, nodes).encode();
    }

    private void counted() throws IOException {
        EvidenceAnchor ledger = good.anchors().get(0);
        EvidenceAnchor anchor = anchor(trust, honest(chain, 0, 1, 3));
        TestChain national = new TestChain(Cryptography.NATIONAL, 4);
        EvidenceAnchor there = anchor(national.trust(), honest(national, 1, 2, 3));
        file("standard", List.of(anchor), List.of(trust), "ANCHORED");
        file("national", List.of(there), List.of(national.trust()), "ANCHORED");
        file("all-four", List.of(anchor(trust, honest(chain, 0, 1, 2, 3))), List.of(trust), "ANCHORED");
        file("known", List.of(anchor(trust, chain.receipt(heads(1), 1, 0, 1, 2).encode())), List.of(trust), "ANCHORED");
        file("and-fabric", List.of(ledger, anchor), List.of(fabric, trust), "CROSS_ANCHORED");
        file("not-in-the-policy", List.of(ledger, anchor), List.of(fabric), "ANCHORED");
        TestChain second = new TestChain(Cryptography.STANDARD, 1, 9);
        String address = "0x" + "6b".repeat(20);
        FiscoTrust oneChain = second.trust(address);
        byte[] call = TestChain.transaction("1".repeat(32), address, TestChain.call(heads(0)));
        byte[] result = TestChain.result(heads(0), TestChain.NUMBER);
        EvidenceAnchor bySecond =
                anchor(oneChain, second.receipt(call, result, 1, 1, 0).encode());
        file("one-chain", List.of(anchor, bySecond), List.of(trust, oneChain), "ANCHORED");
        List<EvidenceAnchor> anchors = List.of(anchor);
        file(
                "too-early",
                anchors,
                policy(keys(Optional.of(AT.plusMillis(1)), Optional.empty()), Optional.empty()),
                "NOT_TRUSTED");
        file(
                "in-time",
                anchors,
                policy(keys(Optional.of(AT), Optional.of(AT.plusMillis(1))), Optional.of(AT)),
                "ANCHORED");
        file("too-late", anchors, policy(keys(Optional.empty(), Optional.of(AT)), Optional.empty()), "NOT_TRUSTED");
        file("too-old", anchors, policy(policy.logKeys(), Optional.of(AT.plusMillis(1))), "NOT_TRUSTED");
    }

    private void refused() throws IOException {
        String log = head.origin().split("/", 3)[2];
        refuse("two-of-four", honest(chain, 0, 3), "NOT_TRUSTED");
        refuse("sealed-by-strangers", honest(new TestChain(Cryptography.STANDARD, 4, 3), 0, 1, 2, 3), "NOT_TRUSTED");
        refuse("the-other-profile", honest(new TestChain(Cryptography.NATIONAL, 4), 0, 1, 2), "NOT_TRUSTED");
        refuse("refused-by-the-contract", chain.receipt(heads(6), 1, 0, 1, 2).encode(), "ALTERED");
        refuse("another-head-of-the-call", chain.receipt(heads(0), 0, 0, 1, 2).encode(), "ALTERED");
        refuse("no-such-head", chain.receipt(heads(0), 2, 0, 1, 2).encode(), "MALFORMED");
        refuse(
                "another-root",
                chain.receipt(heads(log, head.size(), OTHER, 0), 1, 0, 1, 2).encode(),
                "FORKED");
        refuse(
                "a-larger-head-without-growth",
                chain.receipt(heads(log, head.size() + 1, OTHER, 0), 1, 0, 1, 2).encode(),
                "ALTERED");
        refuse(
                "another-log",
                chain.receipt(heads("5", head.size(), head.root(), 0), 1, 0, 1, 2)
                        .encode(),
                "ALTERED");
        byte[] call = TestChain.call(heads(0));
        byte[] result = TestChain.result(heads(0), TestChain.NUMBER);
        byte[] failed = TestChain.result("95123", 16, new byte[0], TestChain.NUMBER);
        refuse("a-call-that-failed", of(TestChain.transaction(heads(0)), failed), "ALTERED");
        refuse(
                "a-result-of-another-block",
                of(TestChain.transaction(heads(0)), TestChain.result(heads(0), 8)),
                "MALFORMED");
        refuse(
                "another-contract",
                of(TestChain.transaction("1".repeat(32), "0x" + "6b".repeat(20), call), result),
                "MALFORMED");
        refuse(
                "a-long-nonce",
                of(TestChain.transaction("1".repeat(72), TestChain.CONTRACT, call), result),
                "MALFORMED");
        byte[] address = TestChain.concat(call, ("0x" + "b".repeat(40)).getBytes(UTF_8));
        refuse(
                "a-second-address",
                of(TestChain.transaction("1".repeat(32), TestChain.CONTRACT, address), result),
                "MALFORMED");
        byte[] other = call.clone();
        other[0] ^= 1;
        refuse(
                "another-function",
                of(TestChain.transaction("1".repeat(32), TestChain.CONTRACT, other), result),
                "MALFORMED");
        byte[] created = TestChain.result("95123" + "1".repeat(40), 0, new byte[128], TestChain.NUMBER);
        refuse("a-contract-created", of(TestChain.transaction(heads(0)), created), "MALFORMED");
    }

    private byte[] of(byte[] transaction, byte[] result) {
        return chain.receipt(transaction, result, 1, 1, 0, 1, 2).encode();
    }

    private void changed() throws IOException {
        byte[] receipt = honest(chain, 0, 1, 2);
        FiscoReceipt read = FiscoReceipt.decode(receipt);
        refuse("empty", new byte[0], "MALFORMED");
        refuse("a-byte-behind", Arrays.copyOf(receipt, receipt.length + 1), "MALFORMED");
        refuse("cut-off", Arrays.copyOf(receipt, receipt.length - 1), "MALFORMED");
        byte[] magic = receipt.clone();
        magic[26] ^= 3;
        refuse("another-magic", magic, "MALFORMED");
        byte[] header = read.header().toArray();
        header[header.length - 1] ^= 1;
        refuse("another-header", with(read, Bytes.of(header), read.index(), read.seals()), "ALTERED");
        refuse("another-index", with(read, read.header(), 0, read.seals()), "ALTERED");
        refuse("an-index-beyond-the-path", with(read, read.header(), 4, read.seals()), "MALFORMED");
        byte[] signature = read.seals().get(0).signature().toArray();
        signature[9] ^= 1;
        List<FiscoReceipt.Seal> seals = new ArrayList<>(read.seals());
        seals.set(0, new FiscoReceipt.Seal(read.seals().get(0).node(), Bytes.of(signature)));
        refuse("falsely-sealed", with(read, read.header(), 1, seals), "ALTERED");
        refuse("no-seal", with(read, read.header(), 1, List.of()), "NOT_TRUSTED");
    }

    private static byte[] with(FiscoReceipt read, Bytes header, long index, List<FiscoReceipt.Seal> seals) {
        return new FiscoReceipt(
                        header,
                        read.transaction(),
                        read.result(),
                        read.head(),
                        index,
                        read.transactionPath(),
                        read.resultPath(),
                        seals)
                .encode();
    }

    private void policies(Path suite) throws IOException {
        ObjectNode cases = JsonText.read(Files.readAllBytes(suite.resolve("cases.json")), "cases", 1 << 20);
        policy(suite, cases, "good", one -> {}, true);
        policy(suite, cases, "national", one -> one.put("cryptography", "national"), true);
        policy(suite, cases, "without-an-operator", one -> one.remove("operator"), true);
        policy(suite, cases, "without-cryptography", one -> one.remove("cryptography"), false);
        policy(suite, cases, "another-cryptography", one -> one.put("cryptography", "sm"), false);
        policy(suite, cases, "a-quorum", one -> one.put("quorum", 3), false);
        policy(suite, cases, "without-a-group", one -> one.put("name", "fisco:chain0/" + TestChain.CONTRACT), false);
        policy(
                suite,
                cases,
                "contract-in-capitals",
                one -> one.put("name", trust.name().replace("5a", "5A")),
                false);
        policy(suite, cases, "no-member", one -> one.putArray("members"), false);
        policy(suite, cases, "member-without-a-node", one -> member(one).putArray("keys"), false);
        policy(suite, cases, "node-cut", one -> member(one).putArray("keys").add("ab"), false);
        String second = trust.members().get("member-1.example").get(0);
        policy(
                suite,
                cases,
                "node-of-both-members",
                one -> member(one).putArray("keys").add(second),
                false);
        policy(
                suite,
                cases,
                "node-in-capitals",
                one -> member(one).putArray("keys").add("AB".repeat(64)),
                false);
        Files.write(suite.resolve("cases.json"), JsonText.write(cases).getBytes(UTF_8));
    }

    private static ObjectNode member(ObjectNode one) {
        return (ObjectNode) one.path("members").path(0);
    }

    private void policy(Path suite, ObjectNode cases, String name, Consumer<ObjectNode> change, boolean readable)
            throws IOException {
        FiscoTrust whole = new FiscoTrust(trust.name(), trust.cryptography(), trust.members(), Optional.of("Chain"));
        ObjectNode json = PolicyFile.toJson(TrustPolicy.of(policy.logKeys(), List.of(whole)));
        change.accept((ObjectNode) json.path("ledgers").path(0));
        String file = "fisco-" + name + ".json";
        Files.write(suite.resolve(file), JsonText.write(json).getBytes(UTF_8));
        replace(cases, file).put("readable", readable);
    }

    private List<LogKey> keys(Optional<Instant> from, Optional<Instant> until) {
        LogKey key = policy.logKeys().get(0);
        return List.of(new LogKey(key.organisation(), key.key(), from, until));
    }

    private TrustPolicy policy(List<LogKey> keys, Optional<Instant> oldest) {
        return new TrustPolicy(Trust.POLICY, keys, List.of(trust), CrossAnchoring.TWO, oldest);
    }

    private void refuse(String name, byte[] receipt, String verdict) throws IOException {
        file(name, List.of(anchor(trust, receipt)), List.of(trust), verdict);
    }

    private void file(String name, List<EvidenceAnchor> anchors, List<AnchorTrust> ledgers, String verdict)
            throws IOException {
        CrossAnchoring two = CrossAnchoring.TWO;
        file(name, anchors, new TrustPolicy(Trust.POLICY, policy.logKeys(), ledgers, two, Optional.empty()), verdict);
    }

    private void file(String name, List<EvidenceAnchor> anchors, TrustPolicy by, String verdict) throws IOException {
        Evidence evidence = new Evidence(
                good.origin(), good.record(), good.entry(), good.inclusion(), good.checkpoint(), anchors, by);
        String file = "fisco-" + name + ".json";
        String policyFile = "policy-fisco-" + name + ".json";
        Files.write(folder.resolve(file), EvidenceFile.write(evidence));
        Files.write(folder.resolve(policyFile), PolicyFile.write(by));
        replace(index, file).put("policy", policyFile).put("verdict", verdict);
    }

    private static ObjectNode replace(ObjectNode index, String file) {
        List<ObjectNode> kept = new ArrayList<>();
        index.path("cases").forEach(known -> {
            if (!known.path("file").asText().equals(file)) {
                kept.add((ObjectNode) known);
            }
        });
        ArrayNode cases = index.putArray("cases");
        kept.forEach(cases::add);
        return cases.addObject().put("file", file);
    }

    private static EvidenceAnchor anchor(FiscoTrust trust, byte[] receipt) {
        return new EvidenceAnchor(trust.name(), new ConsistencyProof(List.of()), Bytes.of(receipt));
    }
}
