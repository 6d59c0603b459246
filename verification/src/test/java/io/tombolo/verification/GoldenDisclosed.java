package io.tombolo.verification;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.checkpoint.Witness;
import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.merkle.note.NoteSigner;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.merkle.proof.ConsistencyProof;
import io.tombolo.protect.FieldPlace.Side;
import io.tombolo.verification.decoded.DecodedRecord;
import io.tombolo.verification.evidence.CompactEvidence;
import io.tombolo.verification.evidence.Evidence;
import io.tombolo.verification.evidence.EvidenceAnchor;
import io.tombolo.verification.evidence.EvidenceAssembly;
import io.tombolo.verification.evidence.EvidenceFile;
import io.tombolo.verification.evidence.EvidenceRecord;
import io.tombolo.verification.evidence.EvidenceSet;
import io.tombolo.verification.evidence.EvidenceSetFile;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.json.JsonText;
import io.tombolo.verification.receipt.WitnessTrust;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.DisclosedField;
import io.tombolo.verification.verdict.RecordPart;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.avro.generic.GenericRecord;

/** Wrote {@code schemas/vectors/disclosed}. Run it again only for a new version of the format. */
final class GoldenDisclosed {
    private final Path folder;
    private final ProtectedVisits visits = new ProtectedVisits(event -> {});
    private final NoteSigner witness = Witness.signer(
            "witness.example",
            Ed25519Keys.fromSeed(Hash.sha256().digest(new byte[] {1})),
            Clock.fixed(Instant.parse("2026-06-01T12:00:10Z"), ZoneOffset.UTC));
    private final TrustPolicy policy = TrustPolicy.of(
            visits.log.policy().logKeys(),
            List.of(WitnessTrust.ofVkey(witness.verifier().vkey())));
    private final ObjectNode index = JsonText.object();
    private final ArrayNode cases = index.putArray("cases");

    private GoldenDisclosed(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] args) throws IOException {
        GoldenDisclosed golden = new GoldenDisclosed(Path.of(args[0]));
        Files.write(golden.folder.resolve("policy.json"), PolicyFile.write(golden.policy));
        golden.good();
        golden.wrongKeys();
        golden.byTheOwner();
        golden.spellings();
        golden.compact();
        Files.write(
                golden.folder.resolve("cases.json"),
                JsonText.write(golden.index).getBytes(UTF_8));
    }

    private Evidence evidence(ProtectedVisits of, int leaf) {
        Evidence sealed = of.log.evidence(leaf, 3, 0);
        String text = SignedNote.parse(sealed.checkpoint()).text();
        EvidenceAnchor anchor = new EvidenceAnchor(
                "witness:witness.example",
                new ConsistencyProof(List.of()),
                Bytes.of(NoteSigner.sign(text, witness).format().getBytes(UTF_8)));
        return new Evidence(
                sealed.origin(),
                sealed.record(),
                sealed.entry(),
                sealed.inclusion(),
                sealed.checkpoint(),
                List.of(anchor),
                policy);
    }

    private Evidence with(int leaf, DisclosedField... fields) {
        Evidence evidence = evidence(visits, leaf);
        return evidence.with(evidence.record().disclosing(List.of(fields)));
    }

    private void good() throws IOException {
        add("nothing", with(1), "ANCHORED");
        for (String field : visits.fields(1)) {
            add("one" + field.replace('/', '-').replace("~", ""), with(1, visits.key(1, field)), "ANCHORED");
        }
        List<DisclosedField> all = visits.keys(1, visits.fields(1).toArray(String[]::new));
        add("all", with(1, all.toArray(DisclosedField[]::new)), "ANCHORED");
        List<DisclosedField> reversed = new ArrayList<>(all);
        java.util.Collections.reverse(reversed);
        add("all-in-another-order", with(1, reversed.toArray(DisclosedField[]::new)), "ANCHORED");
        Evidence sealed = visits.log.evidence(0, 3, 0);
        add(
                "sealed-only",
                new Evidence(
                                sealed.origin(),
                                sealed.record(),
                                sealed.entry(),
                                sealed.inclusion(),
                                sealed.checkpoint(),
                                List.of(),
                                policy)
                        .with(sealed.record().disclosing(visits.keys(0, "/after/born"))),
                "SEALED");
        List<Evidence> events = List.of(
                with(0, visits.key(0, "/after/diagnosis")),
                with(1),
                with(2, visits.key(2, "/before/diagnosis"), visits.key(2, "/after/price")));
        EvidenceSet set = EvidenceAssembly.join(events, visits.log.tiles());
        add("set", EvidenceSetFile.write(set), "ANCHORED");
        EvidenceRecord wrong = set.events().get(1).record().disclosing(visits.keys(0, "/after/diagnosis"));
        add(
                "set-another-events-key",
                EvidenceSetFile.write(set.with(List.of(
                        set.events().get(0).record(), wrong, set.events().get(2).record()))),
                "NOT_OPENED");
    }

    private void wrongKeys() throws IOException {
        DisclosedField good = visits.key(1, "/after/diagnosis");
        byte[] damaged = good.key().toArray();
        damaged[0] ^= 1;
        refused("damaged-key", good.field(), damaged);
        refused("key-of-zeros", good.field(), new byte[32]);
        refused(
                "another-fields-key",
                good.field(),
                visits.key(1, "/after/price").key().toArray());
        refused(
                "the-other-rows-key",
                good.field(),
                visits.key(1, "/before/diagnosis").key().toArray());
        refused(
                "another-records-key",
                good.field(),
                visits.key(0, "/after/diagnosis").key().toArray());
        refused(
                "a-neighbours-key",
                "/after/addresses/0/street",
                visits.key(1, "/after/addresses/1/street").key().toArray());
        for (String place : List.of(
                "/after/photo",
                "/after/id",
                "/after/nothing",
                "/after",
                "/",
                "/after/address",
                "/after/addresses/2/street",
                "/after/addresses/00/street",
                "/after/scores/a/b",
                "/after/scores/clear",
                "/after/diagnosis/",
                "/op",
                "/after/document/visits/0",
                "/after/document/visits/0/note/tombolo-protected")) {
            refused("no-value-at" + place.replace('/', '-'), place, good.key().toArray());
        }
        add("null-in-this-record", with(2, new DisclosedField(good.field(), good.key())), "NOT_OPENED");
        DisclosedField wrong = new DisclosedField("/after/price", good.key());
        add("a-wrong-key-behind-a-good-one", with(1, good, wrong), "NOT_OPENED");
        Evidence evidence = with(1, good);
        EvidenceRecord record = evidence.record();
        byte[] value = record.value().orElseThrow().bytes().toArray();
        value[value.length - 1] ^= 1;
        Optional<RecordPart> altered =
                Optional.of(new RecordPart(record.value().orElseThrow().schema(), Bytes.of(value)));
        add(
                "an-altered-record",
                evidence.with(new EvidenceRecord(
                        record.offset(), record.timestamp(), record.key(), altered, record.salt(), record.disclosed())),
                "ALTERED");
    }

    private void refused(String name, String field, byte[] key) throws IOException {
        add(name, with(1, new DisclosedField(field, Bytes.of(key))), "NOT_OPENED");
    }

    /** Records whose owner sealed something else than the schema states. */
    private void byTheOwner() throws IOException {
        owned("the-owners-ciphertext-is-altered", diagnosis(bytes -> bytes[60] ^= 1));
        owned("the-owners-tag-is-altered", diagnosis(bytes -> bytes[bytes.length - 1] ^= 1));
        owned("the-owners-commitment-is-altered", diagnosis(bytes -> bytes[20] ^= 1));
        owned("the-owners-value-is-of-another-version", diagnosis(bytes -> bytes[0] = 2));
        owned("the-owners-value-is-cut", event -> after(event).put("diagnosis", ByteBuffer.wrap(new byte[64])));
        ProtectedVisits other = new ProtectedVisits(event -> {});
        ByteBuffer notText = other.sealed(1, Side.AFTER, "/diagnosis", new byte[] {8, 1});
        owned("the-owners-value-is-not-of-its-type", event -> after(event).put("diagnosis", notText));
        // AES-GCM opens it with this key too; the value commits to one of them.
        owned("the-owners-value-commits-to-another-key", diagnosis(bytes -> Arrays.fill(bytes, 17, 49, (byte) 1)));
    }

    private static GenericRecord after(GenericRecord event) {
        return (GenericRecord) event.get("after");
    }

    private static Consumer<GenericRecord> diagnosis(Consumer<byte[]> altered) {
        return event -> {
            if (after(event).get("diagnosis") instanceof ByteBuffer bytes) {
                byte[] changed = new byte[bytes.remaining()];
                bytes.duplicate().get(changed);
                altered.accept(changed);
                after(event).put("diagnosis", ByteBuffer.wrap(changed));
            }
        };
    }

    private void owned(String name, Consumer<GenericRecord> altered) throws IOException {
        ProtectedVisits of = new ProtectedVisits(altered);
        Evidence evidence = evidence(of, 1);
        add(name, evidence.with(evidence.record().disclosing(of.keys(1, "/after/diagnosis"))), "NOT_OPENED");
    }

    private void spellings() throws IOException {
        String good = new String(
                EvidenceFile.write(with(1, visits.key(1, "/after/diagnosis"), visits.key(1, "/after/price"))), UTF_8);
        text("of-the-first-format", good.replace("tombolo-evidence/2", "tombolo-evidence/1"), "MALFORMED");
        text("of-a-third-format", good.replace("tombolo-evidence/2", "tombolo-evidence/3"), "MALFORMED");
        text("key-of-31-bytes", good.replaceFirst("\"key\": \"[A-Za-z0-9+/]{43}=\"", key(31)), "MALFORMED");
        text("key-of-33-bytes", good.replaceFirst("\"key\": \"[A-Za-z0-9+/]{43}=\"", key(33)), "MALFORMED");
        text("key-that-is-null", good.replaceFirst("\"key\": \"[A-Za-z0-9+/]{43}=\"", "\"key\": null"), "MALFORMED");
        text("a-name-without-slash", good.replace("\"/after/diagnosis\"", "\"diagnosis\""), "MALFORMED");
        text("an-empty-place", good.replace("\"/after/diagnosis\"", "\"\""), "MALFORMED");
        text("one-field-twice", good.replace("\"/after/price\"", "\"/after/diagnosis\""), "MALFORMED");
        text(
                "an-unknown-member",
                good.replaceFirst("\"field\": \"/after", "\"note\": 1, \"field\": \"/after"),
                "MALFORMED");
        text("not-a-list", good.replaceFirst("(?s)\"disclosed\": \\[.*?\\]", "\"disclosed\": {}"), "MALFORMED");
        text("an-empty-list", good.replaceFirst("(?s)\"disclosed\": \\[.*?\\]", "\"disclosed\": []"), "MALFORMED");
        text("no-list", good.replaceFirst("(?s),\n    \"disclosed\": \\[.*?\\]", ""), "MALFORMED");
        text("outside-of-the-record", good.replaceFirst("\"origin\"", "\"disclosed\": [], \"origin\""), "MALFORMED");
        text("one-space-more", good.replaceFirst("\"disclosed\": ", "\"disclosed\":  "), "ALTERED");
        text("key-before-field", swapped(good), "ALTERED");
        StringBuilder many = new StringBuilder();
        for (int i = 0; i <= 1000; i++) {
            many.append(i == 0 ? "" : ",")
                    .append("{\"field\": \"/")
                    .append(i)
                    .append("\", ")
                    .append(key(32))
                    .append('}');
        }
        text(
                "over-a-thousand",
                good.replaceFirst("(?s)\"disclosed\": \\[.*?\\]", "\"disclosed\": [" + many + "]"),
                "MALFORMED");
        text("a-long-place", good.replace("/after/diagnosis", "/" + "a".repeat(10_000)), "MALFORMED");
        String plain = new String(EvidenceFile.write(with(1)), UTF_8);
        text("disclosing-nothing", plain.replace("tombolo-evidence/1", "tombolo-evidence/2"), "MALFORMED");
    }

    private static String key(int length) {
        return "\"key\": \"" + Bytes.of(new byte[length]).base64() + "\"";
    }

    private static String swapped(String good) {
        return good.replaceFirst("(\"field\": \"[^\"]*\"),(\\s*)(\"key\": \"[^\"]*\")", "$3,$2$1");
    }

    private void compact() throws IOException {
        byte[] good = CompactEvidence.write(with(1, visits.key(1, "/after/diagnosis")));
        bytes("compact-one.cbor", good, "ANCHORED");
        List<DisclosedField> all = visits.keys(1, visits.fields(1).toArray(String[]::new));
        bytes("compact-all.cbor", CompactEvidence.write(with(1, all.toArray(DisclosedField[]::new))), "ANCHORED");
        bytes(
                "compact-another-fields-key.cbor",
                CompactEvidence.write(with(
                        1,
                        new DisclosedField(
                                "/after/born", visits.key(1, "/after/price").key()))),
                "NOT_OPENED");
        bytes("compact-of-version-1.cbor", replaced(good, "d9d9f78d02", "d9d9f78d01"), "MALFORMED");
        bytes("compact-of-version-3.cbor", replaced(good, "d9d9f78d02", "d9d9f78d03"), "MALFORMED");
        byte[] nothing = CompactEvidence.write(with(1));
        bytes("compact-disclosing-nothing.cbor", replaced(nothing, "d9d9f78d01", "d9d9f78d02"), "MALFORMED");
        String field = HexFormat.of().formatHex("/after/diagnosis".getBytes(UTF_8));
        bytes(
                "compact-key-of-31-bytes.cbor",
                replaced(good, "8182" + "70" + field + "5820", "8182" + "70" + field + "581f"),
                "MALFORMED");
        bytes(
                "compact-one-member-more.cbor",
                replaced(good, "8182" + "70" + field, "8183" + "70" + field),
                "MALFORMED");
        bytes("compact-an-empty-list.cbor", replaced(good, "8182" + "70" + field, "8082" + "70" + field), "MALFORMED");
    }

    private static byte[] replaced(byte[] file, String from, String to) {
        String hex = HexFormat.of().formatHex(file);
        if (!hex.contains(from)) {
            throw new IllegalStateException(from + " is not in the file");
        }
        return HexFormat.of().parseHex(hex.replace(from, to));
    }

    private void text(String name, String text, String verdict) throws IOException {
        add(name, text.getBytes(UTF_8), verdict);
    }

    private void add(String name, Evidence evidence, String verdict) throws IOException {
        add(name, EvidenceFile.write(evidence), verdict);
    }

    private void add(String name, byte[] file, String verdict) throws IOException {
        bytes(name + ".json", file, verdict);
    }

    private void bytes(String name, byte[] file, String verdict) throws IOException {
        Files.write(folder.resolve(name), file);
        ObjectNode one =
                cases.addObject().put("file", name).put("policy", "policy.json").put("verdict", verdict);
        ObjectNode disclosed = JsonText.object();
        DecodedRecord.of(EvidenceVerifier.standard().verify(file, policy)).stream()
                .flatMap(record -> record.protectedFields().stream())
                .forEach(field -> field.json().ifPresent(json -> disclosed.put(field.field(), json)));
        if (!disclosed.isEmpty()) {
            one.set("disclosed", disclosed);
        }
    }
}
