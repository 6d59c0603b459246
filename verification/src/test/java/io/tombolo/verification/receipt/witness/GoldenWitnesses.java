package io.tombolo.verification.receipt.witness;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.checkpoint.Witness;
import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.merkle.note.NoteSigner;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.merkle.proof.ConsistencyProof;
import io.tombolo.verification.evidence.Evidence;
import io.tombolo.verification.evidence.EvidenceAnchor;
import io.tombolo.verification.evidence.EvidenceFile;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.json.JsonText;
import io.tombolo.verification.receipt.AnchorTrust;
import io.tombolo.verification.receipt.WitnessTrust;
import io.tombolo.verification.trust.CrossAnchoring;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Trust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Adds the cases about witnesses, and about groups, to {@code schemas/vectors/evidence}: run it again only for a new version of the
 * policy. The record and the ledger's receipt are those of {@code forms-avro.json}.
 */
final class GoldenWitnesses {
    private static final Instant THEN = Instant.parse("2026-06-01T12:00:10Z");

    private final Path folder;
    private final ObjectNode index;
    private final Evidence good;
    private final TrustPolicy policy;
    private final SignedNote note;
    private final NoteSigner one = signer("one.example/witness", 1);
    private final NoteSigner two = signer("two.example/witness", 2);
    private final AnchorTrust fabric;
    private final WitnessTrust first = trust(one, Optional.empty());
    private final WitnessTrust second = trust(two, Optional.empty());

    private GoldenWitnesses(Path folder) throws IOException {
        this.folder = folder;
        index = JsonText.read(Files.readAllBytes(folder.resolve("cases.json")), "cases", 1 << 20);
        good = EvidenceFile.read(Files.readAllBytes(folder.resolve("forms-avro.json")));
        policy = PolicyFile.read(Files.readAllBytes(folder.resolve("policy-forms-avro.json")));
        note = SignedNote.parse(good.checkpoint());
        fabric = policy.ledgers().get(0);
    }

    public static void main(String[] args) throws IOException {
        GoldenWitnesses golden = new GoldenWitnesses(Path.of(args[0]));
        golden.counted();
        golden.refused();
        Files.write(
                golden.folder.resolve("cases.json"),
                JsonText.write(golden.index).getBytes(UTF_8));
    }

    private void counted() throws IOException {
        EvidenceAnchor ledger = good.anchors().get(0);
        EvidenceAnchor byOne = anchor(first, cosigned(note.text(), one));
        EvidenceAnchor byTwo = anchor(second, cosigned(note.text(), two));
        List<AnchorTrust> all = List.of(fabric, first, second);
        CrossAnchoring twoOfThree = group(2, all);
        file("two-of-three", List.of(ledger, byOne), all, twoOfThree, "CROSS_ANCHORED");
        file("two-of-three-without-the-ledger", List.of(byOne, byTwo), all, twoOfThree, "CROSS_ANCHORED");
        file("one-of-three", List.of(byTwo), all, twoOfThree, "ANCHORED");
        file("any-two", List.of(byOne, byTwo), all, CrossAnchoring.TWO, "CROSS_ANCHORED");
        CrossAnchoring.Group witnesses = group(1, List.of(first, second));
        CrossAnchoring nested = new CrossAnchoring.Group(2, List.of(fabric.name()), List.of(witnesses));
        file("ledger-and-one-of-two", List.of(ledger, byTwo), all, nested, "CROSS_ANCHORED");
        file("two-of-one-group", List.of(byOne, byTwo), all, nested, "ANCHORED");
        List<AnchorTrust> operated =
                List.of(fabric, trust(one, Optional.of("Carriers")), trust(two, Optional.of("Carriers")));
        file("one-operator", List.of(byOne, byTwo), operated, CrossAnchoring.TWO, "ANCHORED");
        file("not-in-the-policy", List.of(ledger, byOne), List.of(fabric), CrossAnchoring.TWO, "ANCHORED");
    }

    private void refused() throws IOException {
        List<AnchorTrust> trusted = List.of(first);
        Checkpoint head = Checkpoint.parse(note.text());
        Hash other = Hash.of(Hash.sha256().digest(new byte[] {7}));
        String forked = new Checkpoint(head.origin(), head.size(), other).text();
        String larger = new Checkpoint(head.origin(), head.size() + 1, other).text();
        String elsewhere = new Checkpoint(head.origin() + "/2", head.size(), head.root()).text();
        byte[] altered = cosigned(note.text(), one).getBytes(UTF_8);
        altered[altered.length - 10] ^= 1;
        String line = cosigned(note.text(), two);
        String twice = cosigned(note.text(), one) + line.substring(line.lastIndexOf('\u2014'));
        refuse("falsely-signed", new String(altered, UTF_8), trusted, "ALTERED");
        refuse("another-key", cosigned(note.text(), signer("one.example/witness", 3)), trusted, "NOT_TRUSTED");
        refuse("another-root", cosigned(forked, one), trusted, "FORKED");
        refuse("a-larger-head-without-growth", cosigned(larger, one), trusted, "ALTERED");
        refuse("another-log", cosigned(elsewhere, one), trusted, "ALTERED");
        refuse("two-signatures", twice, trusted, "MALFORMED");
        refuse("no-note", "cosigned\n", trusted, "MALFORMED");
    }

    private void refuse(String name, String receipt, List<AnchorTrust> trusted, String verdict) throws IOException {
        file(name, List.of(anchor(first, receipt)), trusted, CrossAnchoring.TWO, verdict);
    }

    private void file(
            String name, List<EvidenceAnchor> anchors, List<AnchorTrust> ledgers, CrossAnchoring cross, String verdict)
            throws IOException {
        TrustPolicy by = new TrustPolicy(Trust.POLICY, policy.logKeys(), ledgers, cross, Optional.empty());
        Evidence evidence = new Evidence(
                good.origin(), good.record(), good.entry(), good.inclusion(), good.checkpoint(), anchors, by);
        String file = "witness-" + name + ".json";
        String policyFile = "policy-witness-" + name + ".json";
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

    private static CrossAnchoring.Group group(int threshold, List<? extends AnchorTrust> ledgers) {
        return new CrossAnchoring.Group(
                threshold, ledgers.stream().map(AnchorTrust::name).toList(), List.of());
    }

    private static EvidenceAnchor anchor(WitnessTrust witness, String receipt) {
        return new EvidenceAnchor(witness.name(), new ConsistencyProof(List.of()), Bytes.of(receipt.getBytes(UTF_8)));
    }

    private static String cosigned(String text, NoteSigner by) {
        return NoteSigner.sign(text, by).format();
    }

    private static WitnessTrust trust(NoteSigner signer, Optional<String> operator) {
        return new WitnessTrust(
                "witness:" + signer.verifier().name(), List.of(signer.verifier().vkey()), operator);
    }

    private static NoteSigner signer(String name, int seed) {
        byte[] bytes = new byte[32];
        bytes[31] = (byte) seed;
        return Witness.signer(name, Ed25519Keys.fromSeed(bytes), Clock.fixed(THEN, ZoneOffset.UTC));
    }
}
