package io.tombolo.verification;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.ledger.DatasetRegistration;
import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.embedded.EmbeddedLedger;
import io.tombolo.ledger.fabric.FabricIdentity;
import io.tombolo.ledger.fabric.FabricLedger;
import io.tombolo.ledger.fabric.GatewayPeer;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.merkle.proof.MultiProof;
import io.tombolo.schemas.commit.Frame;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.verification.evidence.Evidence;
import io.tombolo.verification.evidence.EvidenceAnchor;
import io.tombolo.verification.evidence.EvidenceAssembly;
import io.tombolo.verification.evidence.EvidenceEvent;
import io.tombolo.verification.evidence.EvidenceFile;
import io.tombolo.verification.evidence.EvidenceRecord;
import io.tombolo.verification.evidence.EvidenceSet;
import io.tombolo.verification.evidence.EvidenceSetFile;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.json.JsonText;
import io.tombolo.verification.receipt.LedgerTrust;
import io.tombolo.verification.trust.LogKey;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.RecordPart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Makes the golden evidence files of schemas/vectors/evidence, good and hostile, with an embedded ledger of three members. */
final class GoldenEvidence {
    private static final List<String> MEMBERS = List.of("one.example", "two.example", "three.example");
    private static final String NAME = "fabric:tombolo/anchors";

    private final Path folder;
    private final ArrayNode cases;
    private final ObjectNode index = JsonText.object();

    private GoldenEvidence(Path folder) {
        this.folder = folder;
        index.put("format", "tombolo-evidence-cases/1");
        cases = index.putArray("cases");
    }

    public static void main(String[] args) throws Exception {
        new GoldenEvidence(Path.of(args[0])).make(Path.of(args[1]));
    }

    private void make(Path work) throws Exception {
        SampleLog log = new SampleLog(300);
        SampleLog stranger = new SampleLog(300);
        try (EmbeddedLedger embedded = embedded(work.resolve("ledger"));
                EmbeddedLedger other = embedded(work.resolve("other"));
                Ledger ledger = connect(embedded, MEMBERS, work.resolve("all"));
                Ledger two = connect(embedded, MEMBERS.subList(0, 2), work.resolve("two"))) {
            byte[] encoded = log.pair.getPublic().getEncoded();
            ledger.register(new DatasetRegistration(
                    "acme.example",
                    "flights",
                    Base64.getEncoder()
                            .encodeToString(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length))));
            ledger.anchor(List.of(
                    new HeadToAnchor(SampleLog.ORIGIN, 200, log.head(200).root(), 0, List.of(), log.note(200))));
            TrustPolicy policy = policy(log, embedded, 2);
            write("policy.json", PolicyFile.write(policy));
            write("policy-stranger-key.json", PolicyFile.write(policy(stranger, embedded, 2)));
            write("policy-stranger-ledger.json", PolicyFile.write(policy(log, other, 2)));
            write("policy-quorum-of-three.json", PolicyFile.write(policy(log, embedded, 3)));
            byte[] byTwo = two.receipt(SampleLog.ORIGIN, 200).orElseThrow();
            good(log, policy, byTwo);
            hostile(log, policy, byTwo);
            sets(log, policy, byTwo);
        }
        write("cases.json", JsonText.write(index).getBytes(StandardCharsets.UTF_8));
    }

    private void good(SampleLog log, TrustPolicy policy, byte[] receipt) throws IOException {
        Evidence anchored = evidence(log, 17, 200, policy, receipt);
        file("good-anchored", EvidenceFile.write(anchored));
        of("good-anchored", "policy.json", "ANCHORED");
        of("good-anchored", null, "ANCHORED");
        of("good-anchored", "policy-stranger-key.json", "NOT_TRUSTED");
        of("good-anchored", "policy-stranger-ledger.json", "NOT_TRUSTED");
        of("good-anchored", "policy-quorum-of-three.json", "NOT_TRUSTED");
        file("good-grown", EvidenceFile.write(evidence(log, 17, 100, policy, receipt)));
        of("good-grown", "policy.json", "ANCHORED");
        file("good-last-leaf", EvidenceFile.write(evidence(log, 199, 200, policy, receipt)));
        of("good-last-leaf", "policy.json", "ANCHORED");
        file("good-sealed", EvidenceFile.write(evidence(log, 299, 300, policy, null)));
        of("good-sealed", "policy.json", "SEALED");
        file("good-one-leaf", EvidenceFile.write(evidence(log, 0, 1, policy, null)));
        of("good-one-leaf", null, "SEALED");
    }

    private void sets(SampleLog log, TrustPolicy policy, byte[] receipt) throws IOException {
        EvidenceSet run = set(log, policy, receipt, IntStream.range(20, 30));
        set("set-run", run, "ANCHORED");
        set("set-of-one", set(log, policy, receipt, IntStream.of(17)), "ANCHORED");
        set("set-whole-log", set(log, policy, receipt, IntStream.range(0, 200)), "ANCHORED");
        EvidenceSet scattered = set(log, policy, receipt, IntStream.of(3, 77, 78, 199));
        set("set-scattered", scattered, "ANCHORED");
        List<EvidenceEvent> events = scattered.events();
        set("set-event-dropped", with(scattered, events.subList(0, 3)), "ALTERED");
        set("set-event-twice", with(scattered, List.of(events.get(0), events.get(0), events.get(1))), "ALTERED");
        set(
                "set-order-turned",
                with(scattered, List.of(events.get(1), events.get(0), events.get(2), events.get(3))),
                "ALTERED");
        EvidenceEvent moved =
                new EvidenceEvent(79, events.get(2).entry(), events.get(2).record());
        set("set-event-moved", with(scattered, List.of(events.get(0), events.get(1), moved, events.get(3))), "ALTERED");
        EvidenceEvent swapped =
                new EvidenceEvent(78, events.get(2).entry(), events.get(1).record());
        set(
                "set-record-of-another-leaf",
                with(scattered, List.of(events.get(0), events.get(1), swapped, events.get(3))),
                "ALTERED");
        MultiProof proof = scattered.proof();
        int hashes = proof.hashes().size();
        set("set-proof-short", with(scattered, new MultiProof(proof.hashes().subList(0, hashes - 1))), "ALTERED");
        List<Hash> more = new ArrayList<>(proof.hashes());
        more.add(proof.hashes().get(0));
        set("set-proof-long", with(scattered, new MultiProof(more)), "ALTERED");
        String text = new String(EvidenceSetFile.write(run), StandardCharsets.UTF_8);
        file(
                "set-empty",
                text.replaceFirst("(?s)\"events\": \\[.*?\\n  \\],", "\"events\": [],")
                        .getBytes(StandardCharsets.UTF_8));
        of("set-empty", "policy.json", "MALFORMED");
        file(
                "set-one-space-more",
                text.replaceFirst("\"proof\": ", "\"proof\":  ").getBytes(StandardCharsets.UTF_8));
        of("set-one-space-more", "policy.json", "ALTERED");
    }

    private void set(String name, EvidenceSet set, String verdict) throws IOException {
        file(name, EvidenceSetFile.write(set));
        of(name, "policy.json", verdict);
    }

    private static EvidenceSet set(SampleLog log, TrustPolicy policy, byte[] receipt, IntStream indices)
            throws IOException {
        List<Evidence> single = new ArrayList<>();
        for (int index : indices.toArray()) {
            single.add(evidence(log, index, 200, policy, receipt));
        }
        return EvidenceAssembly.join(single, log.tiles());
    }

    private static EvidenceSet with(EvidenceSet set, List<EvidenceEvent> events) {
        return new EvidenceSet(set.origin(), events, set.proof(), set.checkpoint(), set.anchors(), set.claims());
    }

    private static EvidenceSet with(EvidenceSet set, MultiProof proof) {
        return new EvidenceSet(set.origin(), set.events(), proof, set.checkpoint(), set.anchors(), set.claims());
    }

    private void hostile(SampleLog log, TrustPolicy policy, byte[] receipt) throws IOException {
        Evidence good = evidence(log, 17, 200, policy, receipt);
        EvidenceRecord record = good.record();
        RecordPart value = record.value().orElseThrow();
        refused(
                "altered-value",
                with(
                        good,
                        record(
                                record,
                                record.offset(),
                                record.timestamp(),
                                Optional.of(new RecordPart(value.schema(), Bytes.of(new byte[] {2})))),
                        good),
                "ALTERED");
        refused(
                "altered-schema",
                with(
                        good,
                        record(
                                record,
                                record.offset(),
                                record.timestamp(),
                                Optional.of(new RecordPart(Optional.of("\"long\""), value.bytes()))),
                        good),
                "ALTERED");
        refused(
                "dropped-value",
                with(good, record(record, record.offset(), record.timestamp(), Optional.empty()), good),
                "ALTERED");
        refused(
                "altered-offset",
                with(good, record(record, record.offset() + 1, record.timestamp(), record.value()), good),
                "ALTERED");
        refused(
                "altered-timestamp",
                with(good, record(record, record.offset(), Optional.empty(), record.value()), good),
                "ALTERED");
        refused("proof-of-another-leaf", with(good, record, evidence(log, 18, 200, policy, receipt)), "ALTERED");
        SampleLog rewritten = new SampleLog(300, log.pair);
        rewritten.entries.set(3, rewritten.entries.get(4));
        Evidence fork = evidence(rewritten, 17, 200, policy, receipt);
        refused("another-history-by-the-owner", fork, "FORKED");
        byte[] changed = receipt.clone();
        changed[changed.length / 2] ^= 1;
        refused("altered-receipt", withReceipt(good, changed), "MALFORMED");
        SignedNote note = SignedNote.parse(good.checkpoint());
        Evidence twice = new Evidence(
                good.origin(),
                record,
                good.entry(),
                good.inclusion(),
                note.with(note.signatures().get(0)).format(),
                good.anchors(),
                good.claims());
        refused("two-signatures", twice, "MALFORMED");
        String otherOrigin = log.sign(new Checkpoint("acme.example/flights/1", log.head(200)))
                .format();
        refused(
                "checkpoint-of-another-log",
                new Evidence(
                        good.origin(),
                        record,
                        good.entry(),
                        good.inclusion(),
                        otherOrigin,
                        good.anchors(),
                        good.claims()),
                "ALTERED");
        spellings(new String(EvidenceFile.write(good), StandardCharsets.UTF_8));
    }

    /** The same content in another spelling, and what is not evidence at all. */
    private void spellings(String good) throws IOException {
        text("altered-digest", good.replaceFirst("\"digest\": \"(.)", "\"digest\": \"g"), "ALTERED");
        text("altered-quorum", good.replaceFirst("\"quorum\": 2", "\"quorum\": 1"), "ALTERED");
        text("one-space-more", good.replaceFirst("\"origin\": ", "\"origin\":  "), "ALTERED");
        text("unknown-member", good.replaceFirst("\"origin\": ", "\"note\": \"hello\",\n  \"origin\": "), "MALFORMED");
        text("member-twice", good.replaceFirst("  \"index\": 17", "  \"index\": 17,\n  \"index\": 17"), "MALFORMED");
        text("no-entry", good.replaceFirst("  \"entry\": [^\n]*\n", ""), "MALFORMED");
        text("index-below-zero", good.replaceFirst("\"index\": 17", "\"index\": -17"), "MALFORMED");
        text("index-beyond-the-tree", good.replaceFirst("\"index\": 17", "\"index\": 200"), "ALTERED");
        text("index-as-text", good.replaceFirst("\"index\": 17", "\"index\": \"17\""), "MALFORMED");
        text("bytes-behind", good + "x", "MALFORMED");
        text("cut-off", good.substring(0, good.length() / 2), "MALFORMED");
        text("another-format", good.replaceFirst("tombolo-evidence/1", "tombolo-evidence/2"), "MALFORMED");
        text("deeply-nested", "[".repeat(5000), "MALFORMED");
        text("empty", "", "MALFORMED");
        text("empty-object", "{}", "MALFORMED");
        file("not-utf-8", new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'});
        of("not-utf-8", "policy.json", "MALFORMED");
    }

    private void text(String name, String text, String verdict) throws IOException {
        file(name, text.getBytes(StandardCharsets.UTF_8));
        of(name, "policy.json", verdict);
    }

    private void refused(String name, Evidence evidence, String verdict) throws IOException {
        file(name, EvidenceFile.write(evidence));
        of(name, "policy.json", verdict);
    }

    private void file(String name, byte[] bytes) throws IOException {
        write(name + ".json", bytes);
    }

    private void of(String name, String policy, String verdict) {
        ObjectNode one = cases.addObject();
        one.put("file", name + ".json");
        one.put("policy", policy);
        one.put("verdict", verdict);
    }

    private void write(String name, byte[] bytes) throws IOException {
        Files.write(folder.resolve(name), bytes);
    }

    private static Evidence evidence(SampleLog log, int index, int size, TrustPolicy policy, byte[] receipt) {
        List<EvidenceAssembly.AnchoredHead> anchors = receipt == null
                ? List.of()
                : List.of(new EvidenceAssembly.AnchoredHead(NAME, log.head(200), Bytes.of(receipt)));
        return EvidenceAssembly.assemble(
                log.keys.get(index),
                log.values.get(index),
                name -> name.equals(Topics.SALT_HEADER) ? log.salts.get(index) : null,
                framed -> Frame.id(framed) == 1
                        ? SampleLog.KEY_SCHEMA
                        : Frame.id(framed) == 2 ? SampleLog.VALUE_SCHEMA : null,
                log.entries.get(index),
                index,
                log.note(size),
                anchors,
                log.tiles(),
                policy);
    }

    private static EvidenceRecord record(
            EvidenceRecord from, long offset, Optional<Long> timestamp, Optional<RecordPart> value) {
        return new EvidenceRecord(offset, timestamp, from.key(), value, from.salt());
    }

    private static Evidence with(Evidence good, EvidenceRecord record, Evidence proof) {
        return new Evidence(
                good.origin(),
                record,
                good.entry(),
                proof.inclusion(),
                good.checkpoint(),
                good.anchors(),
                good.claims());
    }

    private static Evidence withReceipt(Evidence good, byte[] receipt) {
        EvidenceAnchor anchor = new EvidenceAnchor(NAME, good.anchors().get(0).growth(), Bytes.of(receipt));
        return new Evidence(
                good.origin(),
                good.record(),
                good.entry(),
                good.inclusion(),
                good.checkpoint(),
                List.of(anchor),
                good.claims());
    }

    private static TrustPolicy policy(SampleLog log, EmbeddedLedger embedded, int quorum) throws CertificateException {
        SortedMap<String, List<X509Certificate>> members = new TreeMap<>();
        for (Map.Entry<String, String> member : embedded.trustAnchors().entrySet()) {
            members.put(member.getKey(), List.of((X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(
                            new ByteArrayInputStream(member.getValue().getBytes(StandardCharsets.US_ASCII)))));
        }
        return TrustPolicy.of(
                List.of(LogKey.ofVkey(log.signer.verifier().vkey())),
                List.of(new LedgerTrust(NAME, "tombolo", "anchors", members, quorum)));
    }

    private static EmbeddedLedger embedded(Path directory) {
        return EmbeddedLedger.open(
                new EmbeddedLedger.Config(directory, "127.0.0.1", 0, "tombolo", "anchors", MEMBERS, Clock.systemUTC()));
    }

    private static Ledger connect(EmbeddedLedger embedded, List<String> receiptMembers, Path state) {
        var identity = embedded.enrol("acme.example");
        return FabricLedger.connect(new FabricLedger.Config(
                List.of(GatewayPeer.plainText(embedded.endpoint())),
                "tombolo",
                "anchors",
                FabricIdentity.ofPem(identity.mspId(), identity.certificatePem(), identity.privateKeyPem()),
                receiptMembers,
                state,
                FabricLedger.Config.DEFAULT_PATIENCE));
    }
}
