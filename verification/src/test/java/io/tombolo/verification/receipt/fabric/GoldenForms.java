package io.tombolo.verification.receipt.fabric;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.TreeHasher;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.note.Ed25519;
import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.merkle.note.NoteSigner;
import io.tombolo.merkle.proof.ConsistencyProof;
import io.tombolo.merkle.proof.InclusionProof;
import io.tombolo.schemas.commit.Commitment;
import io.tombolo.schemas.commit.Entry;
import io.tombolo.verification.evidence.Evidence;
import io.tombolo.verification.evidence.EvidenceAnchor;
import io.tombolo.verification.evidence.EvidenceFile;
import io.tombolo.verification.evidence.EvidenceRecord;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.json.JsonText;
import io.tombolo.verification.receipt.LedgerTrust;
import io.tombolo.verification.trust.CrossAnchoring;
import io.tombolo.verification.trust.LogKey;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.RecordPart;
import io.tombolo.verification.verdict.Trust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Adds golden evidence files to schemas/vectors/evidence about the forms that a record, a checkpoint and a policy may have: raw parts,
 * nothing where something may be, later generations, keys with ranges of validity, several ledgers.
 */
final class GoldenForms {
    private static final String ONE = "one.example";
    private static final String TWO = "two.example";
    private static final Instant THEN = ForgedReceipt.ANCHORED_AT;
    private static final String NAME = "fabric:tombolo/anchors";
    private static final String OTHER = "fabric:second/anchors";
    private static final Optional<RecordPart> KEY =
            Optional.of(new RecordPart(Optional.of("\"string\""), bytes(4, 'a', 'b')));
    private static final Optional<RecordPart> VALUE = Optional.of(new RecordPart(Optional.of("\"int\""), bytes(2)));
    private static final Optional<RecordPart> RAW = Optional.of(new RecordPart(Optional.empty(), bytes('r', 'a', 'w')));
    private static final Optional<Bytes> SALT = Optional.of(Bytes.of(new byte[16]));
    private static final Optional<Long> TIME = Optional.of(1_700_000_000_000L);

    private final Path folder;
    private final ObjectNode index;
    private final Set<String> known = new HashSet<>();
    private final TestAuthority first = TestAuthority.root("CN=root, O=" + ONE, THEN);
    private final TestAuthority second = TestAuthority.root("CN=root, O=" + TWO, THEN);
    private final TestAuthority third = TestAuthority.root("CN=root, O=three.example", THEN);
    private final TestAuthority fourth = TestAuthority.root("CN=root, O=four.example", THEN);
    private final LedgerTrust ledger = ledger(NAME, "tombolo", Map.of(ONE, first, TWO, second));
    private final KeyPair key = Ed25519Keys.generate();
    private final KeyPair next = Ed25519Keys.generate();

    private GoldenForms(Path folder) throws IOException {
        this.folder = folder;
        index = JsonText.read(Files.readAllBytes(folder.resolve("cases.json")), "cases", 1 << 20);
        index.path("cases").forEach(one -> known.add(one.path("file").asText()));
    }

    public static void main(String[] args) throws IOException {
        GoldenForms golden = new GoldenForms(Path.of(args[0]));
        golden.records();
        golden.keys();
        golden.ledgers();
        Files.write(
                golden.folder.resolve("cases.json"),
                JsonText.write(golden.index).getBytes(UTF_8));
    }

    private void records() throws IOException {
        byte registered = Commitment.AS_REGISTERED;
        byte raw = Commitment.ALL_RAW;
        form("avro", registered, new EvidenceRecord(7, TIME, KEY, VALUE, SALT), "ANCHORED");
        form("raw", registered, new EvidenceRecord(7, TIME, RAW, RAW, SALT), "ANCHORED");
        form("raw-key-and-avro", registered, new EvidenceRecord(7, TIME, RAW, VALUE, SALT), "ANCHORED");
        form("form-1", raw, new EvidenceRecord(7, TIME, RAW, RAW, SALT), "ANCHORED");
        form("form-1-with-a-schema", raw, new EvidenceRecord(7, TIME, KEY, RAW, SALT), "ALTERED");
        form("form-2", Commitment.BY_FIELD, new EvidenceRecord(7, TIME, RAW, RAW, SALT), "ALTERED");
        form("null-key", registered, new EvidenceRecord(7, TIME, Optional.empty(), VALUE, SALT), "ANCHORED");
        form("null-value", registered, new EvidenceRecord(7, TIME, KEY, Optional.empty(), SALT), "ANCHORED");
        form(
                "null-both",
                registered,
                new EvidenceRecord(7, TIME, Optional.empty(), Optional.empty(), SALT),
                "ANCHORED");
        form("no-salt", registered, new EvidenceRecord(7, TIME, KEY, VALUE, Optional.empty()), "ANCHORED");
        form("no-timestamp", registered, new EvidenceRecord(7, Optional.empty(), KEY, VALUE, SALT), "ANCHORED");
        form("timestamp-0", registered, new EvidenceRecord(7, Optional.of(0L), KEY, VALUE, SALT), "ANCHORED");
        form(
                "empty-parts",
                registered,
                new EvidenceRecord(
                        7,
                        TIME,
                        Optional.of(new RecordPart(Optional.empty(), bytes())),
                        Optional.of(new RecordPart(Optional.empty(), bytes())),
                        SALT),
                "ANCHORED");
        form(
                "schema-that-is-none",
                registered,
                new EvidenceRecord(7, TIME, Optional.of(new RecordPart(Optional.of("hello"), bytes(2))), VALUE, SALT),
                "MALFORMED");
        leftOut(EvidenceFile.read(Files.readAllBytes(folder.resolve("forms-no-salt.json"))));
        EvidenceRecord record = new EvidenceRecord(7, TIME, KEY, VALUE, SALT);
        TrustPolicy policy = policy(List.of(always(key)), List.of(ledger), Optional.empty());
        file(
                "second-generation",
                evidence(
                        "acme.example/flights/0/2",
                        record,
                        registered,
                        key,
                        List.of(),
                        List.of(anchor(NAME, THEN)),
                        policy),
                policy,
                "ANCHORED");
        file(
                "extension-line",
                evidence(
                        ForgedReceipt.ORIGIN,
                        record,
                        registered,
                        key,
                        List.of("an extension"),
                        List.of(anchor(NAME, THEN)),
                        policy),
                policy,
                "ANCHORED");
    }

    /** A member that must be null is left out; the digest fits what is left. Without a salt, so that only the spelling differs. */
    private void leftOut(Evidence evidence) throws IOException {
        for (String name : List.of("salt", "timestamp", "key", "value")) {
            ObjectNode json = JsonText.read(EvidenceFile.write(evidence), "evidence", 1 << 20);
            ((ObjectNode) json.path("record")).remove(name);
            json.remove("digest");
            byte[] rest = JsonText.write(json).getBytes(UTF_8);
            json.put("digest", java.util.HexFormat.of().formatHex(Hash.sha256().digest(rest)));
            Files.write(
                    folder.resolve("forms-without-" + name + ".json"),
                    JsonText.write(json).getBytes(UTF_8));
            ((ArrayNode) index.path("cases"))
                    .addObject()
                    .put("file", "forms-without-" + name + ".json")
                    .put("policy", "policy-forms-no-salt.json")
                    .put("verdict", "ALTERED");
        }
    }

    private void form(String name, byte form, EvidenceRecord record, String verdict) throws IOException {
        TrustPolicy policy = policy(List.of(always(key)), List.of(ledger), Optional.empty());
        file(
                name,
                evidence(ForgedReceipt.ORIGIN, record, form, key, List.of(), List.of(anchor(NAME, THEN)), policy),
                policy,
                verdict);
    }

    private void keys() throws IOException {
        Instant rotation = THEN.plusSeconds(60);
        TrustPolicy rotated = policy(
                List.of(
                        range(next, Optional.of(rotation), Optional.empty()),
                        range(key, Optional.empty(), Optional.of(rotation))),
                List.of(ledger),
                Optional.empty());
        signed("old-key-before-its-end", key, Optional.of(THEN), rotated, "ANCHORED");
        signed("old-key-at-its-end", key, Optional.of(rotation), rotated, "NOT_TRUSTED");
        signed("old-key-after-its-end", key, Optional.of(rotation.plusSeconds(1)), rotated, "NOT_TRUSTED");
        signed("old-key-without-an-anchor", key, Optional.empty(), rotated, "NOT_TRUSTED");
        signed("new-key-before-its-start", next, Optional.of(THEN), rotated, "NOT_TRUSTED");
        signed("new-key-at-its-start", next, Optional.of(rotation), rotated, "ANCHORED");
        signed("new-key-without-an-anchor", next, Optional.empty(), rotated, "SEALED");
        TrustPolicy twice = policy(
                List.of(
                        range(key, Optional.empty(), Optional.of(THEN)),
                        range(key, Optional.of(rotation), Optional.of(rotation.plusSeconds(60)))),
                List.of(ledger),
                Optional.empty());
        signed("two-ranges-in-the-first", key, Optional.of(THEN.minusSeconds(1)), twice, "ANCHORED");
        signed("two-ranges-between", key, Optional.of(THEN.plusSeconds(1)), twice, "NOT_TRUSTED");
        signed("two-ranges-in-the-second", key, Optional.of(rotation), twice, "ANCHORED");
        signed("two-ranges-without-an-anchor", key, Optional.empty(), twice, "NOT_TRUSTED");
        TrustPolicy open = policy(
                List.of(
                        range(key, Optional.empty(), Optional.of(THEN)),
                        range(key, Optional.of(rotation), Optional.empty())),
                List.of(ledger),
                Optional.empty());
        signed("two-ranges-one-open-without-an-anchor", key, Optional.empty(), open, "SEALED");
        TrustPolicy recent = policy(List.of(always(key)), List.of(ledger), Optional.of(THEN));
        signed("anchor-at-the-oldest-time", key, Optional.of(THEN), recent, "ANCHORED");
        signed("anchor-before-the-oldest-time", key, Optional.of(THEN.minusMillis(1)), recent, "NOT_TRUSTED");
    }

    private void signed(String name, KeyPair by, Optional<Instant> anchoredAt, TrustPolicy policy, String verdict)
            throws IOException {
        anchored(name, by, anchoredAt.stream().map(at -> anchor(NAME, at)).toList(), policy, verdict);
    }

    private void ledgers() throws IOException {
        Anchoring one = anchor(NAME, THEN);
        Anchoring apart = new Anchoring(OTHER, "second", THEN, "three.example", third, "four.example", fourth);
        LedgerTrust independent = ledger(OTHER, "second", Map.of("three.example", third, "four.example", fourth));
        TrustPolicy two = policy(List.of(always(key)), List.of(ledger, independent), Optional.empty());
        anchored("two-ledgers", key, List.of(one, apart), two, "CROSS_ANCHORED");
        anchored("one-of-two-ledgers", key, List.of(apart), two, "ANCHORED");
        anchored("one-ledger-twice", key, List.of(one, one), two, "ANCHORED");
        anchored(
                "a-ledger-that-the-policy-does-not-name",
                key,
                List.of(one, apart),
                policy(List.of(always(key)), List.of(ledger), Optional.empty()),
                "ANCHORED");
        anchored(
                "only-ledgers-that-the-policy-does-not-name",
                key,
                List.of(apart),
                policy(List.of(always(key)), List.of(ledger), Optional.empty()),
                "NOT_TRUSTED");
        Anchoring late =
                new Anchoring(OTHER, "second", THEN.plusSeconds(5), "three.example", third, "four.example", fourth);
        anchored(
                "an-old-anchor-beside-a-new-one",
                key,
                List.of(one, late),
                policy(List.of(always(key)), List.of(ledger, independent), Optional.of(THEN.plusSeconds(1))),
                "ANCHORED");
        LedgerTrust sameChannel = ledger("fabric:copy/anchors", "tombolo", Map.of(ONE, first, TWO, second));
        anchored(
                "one-channel-under-two-names",
                key,
                List.of(one, anchor("fabric:copy/anchors", THEN)),
                policy(List.of(always(key)), List.of(ledger, sameChannel), Optional.empty()),
                "ANCHORED");
        LedgerTrust sameMembers = ledger(OTHER, "second", Map.of(ONE, first, TWO, second));
        Anchoring elsewhere = new Anchoring(OTHER, "second", THEN, ONE, first, TWO, second);
        anchored(
                "two-channels-of-the-same-members",
                key,
                List.of(one, elsewhere),
                policy(List.of(always(key)), List.of(ledger, sameMembers), Optional.empty()),
                "ANCHORED");
    }

    private void anchored(String name, KeyPair by, List<Anchoring> anchors, TrustPolicy policy, String verdict)
            throws IOException {
        EvidenceRecord record = new EvidenceRecord(7, TIME, KEY, VALUE, SALT);
        file(
                name,
                evidence(ForgedReceipt.ORIGIN, record, Commitment.AS_REGISTERED, by, List.of(), anchors, policy),
                policy,
                verdict);
    }

    /** On which ledger, when, and which peers sign it. */
    private record Anchoring(
            String ledger,
            String channel,
            Instant at,
            String one,
            TestAuthority first,
            String two,
            TestAuthority second) {}

    private Anchoring anchor(String name, Instant at) {
        return new Anchoring(name, "tombolo", at, ONE, first, TWO, second);
    }

    private static Evidence evidence(
            String origin,
            EvidenceRecord record,
            byte form,
            KeyPair by,
            List<String> extensions,
            List<Anchoring> anchors,
            TrustPolicy claims) {
        Bytes entry = Bytes.of(
                new Entry(form, record.offset(), record.timestamp().orElse(Entry.NO_TIMESTAMP), record.commitment(form))
                        .encode());
        TreeHasher hasher = TreeHasher.sha256();
        Hash sibling = hasher.leaf(new byte[50]);
        TreeHead head = new TreeHead(2, hasher.node(hasher.leaf(entry.toArray()), sibling));
        String note = NoteSigner.sign(new Checkpoint(origin, head, extensions).text(), NoteSigner.ed25519(origin, by))
                .format();
        List<EvidenceAnchor> shown = new ArrayList<>();
        for (Anchoring anchor : anchors) {
            ForgedReceipt receipt = new ForgedReceipt();
            receipt.channel = anchor.channel();
            receipt.arguments = List.of("AnchorReceipt", origin, "2");
            receipt.askedSeconds = anchor.at().getEpochSecond() + 5;
            receipt.answer =
                    ForgedReceipt.answer("tx-1", Long.toString(anchor.at().toEpochMilli()), note);
            receipt.by(anchor.one(), anchor.first().peer("CN=peer0, OU=peer, O=" + anchor.one()));
            receipt.by(anchor.two(), anchor.second().peer("CN=peer0, OU=peer, O=" + anchor.two()));
            shown.add(new EvidenceAnchor(anchor.ledger(), new ConsistencyProof(List.of()), Bytes.of(receipt.bytes())));
        }
        return new Evidence(origin, record, entry, new InclusionProof(0, List.of(sibling)), note, shown, claims);
    }

    private static TrustPolicy policy(List<LogKey> keys, List<LedgerTrust> ledgers, Optional<Instant> oldest) {
        return new TrustPolicy(Trust.POLICY, keys, List.copyOf(ledgers), CrossAnchoring.TWO, oldest);
    }

    private static LogKey always(KeyPair key) {
        return range(key, Optional.empty(), Optional.empty());
    }

    private static LogKey range(KeyPair key, Optional<Instant> from, Optional<Instant> until) {
        return new LogKey(
                "acme.example",
                Bytes.of(ForgedReceipt.joined(new byte[] {1}, Ed25519.raw(key.getPublic()))),
                from,
                until);
    }

    private static LedgerTrust ledger(String name, String channel, Map<String, TestAuthority> members) {
        TreeMap<String, List<java.security.cert.X509Certificate>> certificates = new TreeMap<>();
        members.forEach((member, authority) -> certificates.put(member, List.of(authority.certificate())));
        return new LedgerTrust(name, channel, "anchors", certificates, 2);
    }

    /** With its policy, which is the one that the file names too. */
    private void file(String name, Evidence evidence, TrustPolicy policy, String verdict) throws IOException {
        String file = "forms-" + name + ".json";
        if (known.contains(file)) {
            throw new IllegalStateException(file + " is there already");
        }
        Files.write(folder.resolve(file), EvidenceFile.write(evidence));
        Files.write(folder.resolve("policy-" + file), PolicyFile.write(policy));
        ((ArrayNode) index.path("cases"))
                .addObject()
                .put("file", file)
                .put("policy", "policy-" + file)
                .put("verdict", verdict);
    }

    private static Bytes bytes(int... bytes) {
        byte[] out = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            out[i] = (byte) bytes[i];
        }
        return Bytes.of(out);
    }
}
