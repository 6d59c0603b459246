package io.tombolo.ledger.evm;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.ledger.DatasetRegistration;
import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.ledger.RegistrationOutcome;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.merkle.note.NoteSigner;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.merkle.proof.ConsistencyProof;
import io.tombolo.schemas.Origin;
import io.tombolo.verification.evidence.Evidence;
import io.tombolo.verification.evidence.EvidenceAnchor;
import io.tombolo.verification.evidence.EvidenceFile;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.json.JsonText;
import io.tombolo.verification.receipt.AnchorTrust;
import io.tombolo.verification.receipt.EvmTrust;
import io.tombolo.verification.receipt.evm.Rlp;
import io.tombolo.verification.trust.CrossAnchoring;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Trust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Cases about EVM chains in {@code schemas/vectors/evidence} and the policies beside them, made on a chain. The record and the ledger's
 * receipt are those of {@code forms-avro.json}.
 */
abstract class GoldenCases {
    static final int HEADER = 3;
    static final int LINES = 5;

    final Path folder;
    final Evidence good;
    final TrustPolicy policy;
    final Checkpoint head;
    final List<NoteSigner> signers =
            List.of(signer("one.example", 1), signer("two.example", 2), signer("three.example", 3));
    final DevelopmentChain chain;
    final String contract;
    private final ObjectNode index;

    GoldenCases(Path folder, Path state, DevelopmentChain chain) throws IOException {
        this.folder = folder;
        this.chain = chain;
        index = JsonText.read(Files.readAllBytes(folder.resolve("cases.json")), "cases", 1 << 20);
        good = EvidenceFile.read(Files.readAllBytes(folder.resolve("forms-avro.json")));
        policy = PolicyFile.read(Files.readAllBytes(folder.resolve("policy-forms-avro.json")));
        head = Checkpoint.parse(SignedNote.parse(good.checkpoint()).text());
        contract = chain.deploy(state);
    }

    void writeIndex() throws IOException {
        Files.write(folder.resolve("cases.json"), JsonText.write(index).getBytes(UTF_8));
    }

    byte[] honest(String at, Path state, NoteSigner... by) {
        EvmLedger ledger = EvmLedger.connect(chain.config(at, 0, state, by));
        register(ledger);
        HeadToAnchor first = new HeadToAnchor(head.origin(), head.size(), head.root(), 0, List.of(), good.checkpoint());
        ledger.anchor(List.of(first));
        return ledger.receipt(head.origin(), head.size()).orElseThrow();
    }

    void register(EvmLedger ledger) {
        Origin origin = Origin.parse(head.origin()).orElseThrow();
        byte[] key = policy.logKeys().get(0).key().toArray();
        RegistrationOutcome outcome = ledger.register(new DatasetRegistration(
                origin.organisation(),
                origin.dataset().name(),
                Base64.getEncoder().encodeToString(Arrays.copyOfRange(key, 1, key.length))));
        if (!(outcome instanceof RegistrationOutcome.Registered)) {
            throw new IllegalStateException(outcome.toString());
        }
    }

    static ObjectNode member(ObjectNode chain) {
        return (ObjectNode) chain.path("members").path(0);
    }

    void policy(Path suite, ObjectNode cases, String name, Consumer<ObjectNode> change, boolean readable)
            throws IOException {
        EvmTrust two = trust(contract, 2, signers.get(0), signers.get(1));
        EvmTrust whole = new EvmTrust(two.name(), two.code(), two.members(), 2, Optional.of("Chain"));
        ObjectNode json = PolicyFile.toJson(TrustPolicy.of(policy.logKeys(), List.of(whole)));
        change.accept((ObjectNode) json.path("ledgers").path(0));
        String file = "evm-" + name + ".json";
        Files.write(suite.resolve(file), JsonText.write(json).getBytes(UTF_8));
        replace(cases, file).put("readable", readable);
    }

    void refuse(String name, byte[] receipt, EvmTrust trust, String verdict) throws IOException {
        file(name, List.of(anchor(trust, receipt)), List.of(trust), CrossAnchoring.TWO, verdict);
    }

    void file(
            String name, List<EvidenceAnchor> anchors, List<AnchorTrust> ledgers, CrossAnchoring cross, String verdict)
            throws IOException {
        file(name, anchors, new TrustPolicy(Trust.POLICY, policy.logKeys(), ledgers, cross, Optional.empty()), verdict);
    }

    void file(String name, List<EvidenceAnchor> anchors, TrustPolicy by, String verdict) throws IOException {
        Evidence evidence = new Evidence(
                good.origin(), good.record(), good.entry(), good.inclusion(), good.checkpoint(), anchors, by);
        String file = "evm-" + name + ".json";
        String policyFile = "policy-evm-" + name + ".json";
        Files.write(folder.resolve(file), EvidenceFile.write(evidence));
        Files.write(folder.resolve(policyFile), PolicyFile.write(by));
        replace(index, file).put("policy", policyFile).put("verdict", verdict);
    }

    static ObjectNode replace(ObjectNode index, String file) {
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

    static byte[] with(byte[] receipt, int field, byte[] encoded) {
        List<byte[]> fields = new ArrayList<>();
        Rlp.decode(receipt).list().forEach(item -> fields.add(item.encoded()));
        fields.set(field, encoded);
        return Rlp.list(fields);
    }

    abstract long id();

    EvmTrust trust(String contract, int quorum, NoteSigner... members) {
        TreeMap<String, List<String>> keys = new TreeMap<>();
        for (NoteSigner member : members) {
            keys.put(member.verifier().name(), List.of(member.verifier().vkey()));
        }
        return new EvmTrust(EvmLedger.name(id(), contract), EvmLedger.code(), keys, quorum, Optional.empty());
    }

    static NoteSigner signer(String name, int seed) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) seed;
        return NoteSigner.ed25519(name, Ed25519Keys.fromSeed(bytes));
    }

    static EvidenceAnchor anchor(EvmTrust trust, byte[] receipt) {
        return new EvidenceAnchor(trust.name(), new ConsistencyProof(List.of()), Bytes.of(receipt));
    }
}
