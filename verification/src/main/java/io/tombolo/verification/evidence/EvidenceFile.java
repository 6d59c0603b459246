package io.tombolo.verification.evidence;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.proof.ConsistencyProof;
import io.tombolo.merkle.proof.InclusionProof;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.json.JsonFields;
import io.tombolo.verification.json.JsonText;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.DisclosedField;
import io.tombolo.verification.verdict.RecordPart;
import io.tombolo.verification.verdict.Trust;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The evidence file, version 1: one JSON object in the only spelling that {@link JsonText} gives it, so that a file changed in any
 * byte is either no evidence or other evidence. Bytes and hashes are base64; docs/evidence.md lists the members. What reads it reads {@link CompactEvidence} too.
 */
public final class EvidenceFile {
    /** The largest file that is read, in bytes. */
    public static final int MAX_BYTES = 32 << 20;

    static final String FORMAT = "tombolo-evidence/1";

    /** That of a file that discloses fields, which no verifier from before can check: they must not accept it as if they had. */
    private static final String FORMAT_2 = "tombolo-evidence/2";

    private static final int MAX_ANCHORS = 100;
    static final int MAX_PATH = 128;

    private EvidenceFile() {}

    /**
     * Reads a file; {@link #isCanonical} says whether it is spelt as it must be.
     *
     * @throws MalformedException with what is wrong, and where
     */
    public static Evidence read(byte[] file) {
        if (CompactEvidence.isOne(file)) {
            return CompactEvidence.read(file);
        }
        JsonFields fields = new JsonFields(JsonText.read(file, "evidence", MAX_BYTES), "evidence");
        boolean discloses = discloses(fields, FORMAT, FORMAT_2);
        String origin = fields.text("origin");
        EvidenceRecord record = record(fields.object("record"), discloses);
        requireDisclosed(discloses, Stream.of(record));
        Bytes entry = fields.bytes("entry");
        InclusionProof inclusion =
                new InclusionProof(fields.number("index"), hashes(fields, "inclusion_proof", MAX_PATH));
        String checkpoint = fields.text("checkpoint");
        List<EvidenceAnchor> anchors = anchors(fields);
        var claims = PolicyFile.read(fields.object("trust"), Trust.SELF_ASSERTED);
        fields.text("digest");
        fields.end();
        return new Evidence(origin, record, entry, inclusion, checkpoint, anchors, claims);
    }

    /** Only a file that discloses something has that format, so that the others stay what older verifiers read. */
    static void requireDisclosed(boolean discloses, Stream<EvidenceRecord> records) {
        if (discloses && records.allMatch(record -> record.disclosed().isEmpty())) {
            throw new MalformedException("evidence: discloses nothing, at least 1 field in this format");
        }
    }

    /** Whether the format is the one of files that disclose fields. */
    static boolean discloses(JsonFields fields, String format, String disclosing) {
        String found = fields.text("format");
        if (!found.equals(format) && !found.equals(disclosing)) {
            throw new MalformedException("evidence.format: must be " + format + " or " + disclosing);
        }
        return found.equals(disclosing);
    }

    static List<EvidenceAnchor> anchors(JsonFields fields) {
        List<EvidenceAnchor> anchors = new ArrayList<>();
        for (JsonFields anchor : fields.objects("anchors", MAX_ANCHORS)) {
            anchors.add(new EvidenceAnchor(
                    anchor.text("ledger"),
                    new ConsistencyProof(hashes(anchor, "consistency_proof", MAX_PATH)),
                    anchor.bytes("receipt")));
            anchor.end();
        }
        return anchors;
    }

    /** The file's bytes. */
    public static byte[] write(Evidence evidence) {
        ObjectNode json = JsonText.object();
        json.put("format", evidence.record().disclosed().isEmpty() ? FORMAT : FORMAT_2);
        json.put("origin", evidence.origin());
        putRecord(json, evidence.record());
        json.put("entry", evidence.entry().base64());
        json.put("index", evidence.inclusion().index());
        putHashes(json, "inclusion_proof", evidence.inclusion().path());
        putHead(json, evidence.checkpoint(), evidence.anchors(), evidence.claims());
        return withDigest(json);
    }

    static byte[] withDigest(ObjectNode json) {
        String digest = HexFormat.of()
                .formatHex(Hash.sha256().digest(JsonText.write(json).getBytes(StandardCharsets.UTF_8)));
        json.put("digest", digest);
        return JsonText.write(json).getBytes(StandardCharsets.UTF_8);
    }

    /** Whether a file that was read as this evidence is, byte for byte, what this evidence is written as. */
    public static boolean isCanonical(byte[] file, Evidence evidence) {
        return CompactEvidence.isOne(file)
                ? CompactEvidence.isCanonical(file, evidence)
                : Arrays.equals(file, write(evidence));
    }

    static void putHead(ObjectNode json, String checkpoint, List<EvidenceAnchor> anchors, TrustPolicy claims) {
        json.put("checkpoint", checkpoint);
        ArrayNode array = json.putArray("anchors");
        for (EvidenceAnchor anchor : anchors) {
            ObjectNode one = array.addObject();
            one.put("ledger", anchor.ledger());
            putHashes(one, "consistency_proof", anchor.growth().path());
            one.put("receipt", anchor.receipt().base64());
        }
        json.set("trust", PolicyFile.toJson(claims));
    }

    static void putRecord(ObjectNode json, EvidenceRecord record) {
        ObjectNode recordJson = json.putObject("record");
        recordJson.put("offset", record.offset());
        recordJson.put("timestamp", record.timestamp().orElse(null));
        putPart(recordJson, "key", record.key());
        putPart(recordJson, "value", record.value());
        recordJson.put("salt", record.salt().map(Bytes::base64).orElse(null));
        if (!record.disclosed().isEmpty()) {
            ArrayNode array = recordJson.putArray("disclosed");
            record.disclosed()
                    .forEach(one -> array.addObject()
                            .put("field", one.field())
                            .put("key", one.key().base64()));
        }
    }

    static EvidenceRecord record(JsonFields fields, boolean discloses) {
        EvidenceRecord record = new EvidenceRecord(
                fields.number("offset"),
                fields.optionalNumber("timestamp"),
                part(fields.optionalObject("key")),
                part(fields.optionalObject("value")),
                fields.optionalBytes("salt"),
                discloses ? disclosed(fields) : List.of());
        fields.end();
        return record;
    }

    private static List<DisclosedField> disclosed(JsonFields fields) {
        List<DisclosedField> disclosed = new ArrayList<>();
        for (JsonFields one : fields.optionalObjects("disclosed", EvidenceRecord.MAX_DISCLOSED)) {
            disclosed.add(new DisclosedField(one.text("field"), one.bytes("key")));
            one.end();
        }
        return disclosed;
    }

    private static Optional<RecordPart> part(Optional<JsonFields> fields) {
        return fields.map(part -> {
            RecordPart read = new RecordPart(part.optionalText("schema"), part.bytes("bytes"));
            part.end();
            return read;
        });
    }

    private static void putPart(ObjectNode json, String name, Optional<RecordPart> part) {
        if (part.isEmpty()) {
            json.putNull(name);
            return;
        }
        ObjectNode object = json.putObject(name);
        part.get().schema().ifPresent(schema -> object.put("schema", schema));
        object.put("bytes", part.get().bytes().base64());
    }

    static List<Hash> hashes(JsonFields fields, String name, int limit) {
        return fields.texts(name, limit).stream().map(Hash::parseBase64).toList();
    }

    static void putHashes(ObjectNode json, String name, List<Hash> hashes) {
        ArrayNode array = json.putArray(name);
        hashes.forEach(hash -> array.add(hash.base64()));
    }
}
