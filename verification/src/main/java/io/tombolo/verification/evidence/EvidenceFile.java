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
import io.tombolo.verification.verdict.Trust;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The evidence file, version 1: one JSON object in the only spelling that {@link JsonText} gives it, so that a file changed in any
 * byte is either no evidence or other evidence. Bytes and hashes are base64.
 *
 * <pre>
 * format           "tombolo-evidence/1"
 * origin           the log
 * record           {offset, timestamp: number or null, key: part or null, value: part or null, salt: base64 or null}
 *                  part: {schema?: canonical text, bytes}
 * entry            the log's 50 bytes
 * index            of the leaf
 * inclusion_proof  [hash, from the leaf's sibling up]
 * checkpoint       the signed note
 * anchors          [{ledger, consistency_proof: [hash], receipt}]
 * trust            the policy that whoever made the file goes by, see {@link PolicyFile}
 * digest           hex SHA-256 of this file without this member
 * </pre>
 */
public final class EvidenceFile {
    /** The largest file that is read, in bytes. */
    public static final int MAX_BYTES = 32 << 20;

    static final String FORMAT = "tombolo-evidence/1";
    private static final int MAX_ANCHORS = 100;
    static final int MAX_PATH = 128;

    private EvidenceFile() {}

    /**
     * Reads a file; {@link #isCanonical} says whether it is spelt as it must be.
     *
     * @throws MalformedException with what is wrong, and where
     */
    public static Evidence read(byte[] file) {
        JsonFields fields = new JsonFields(JsonText.read(file, "evidence", MAX_BYTES), "evidence");
        RecordInLog own = own(fields);
        String checkpoint = fields.text("checkpoint");
        List<EvidenceAnchor> anchors = anchors(fields);
        var claims = PolicyFile.read(fields.object("trust"), Trust.SELF_ASSERTED);
        fields.text("digest");
        fields.end();
        return new Evidence(own.origin(), own.record(), own.entry(), own.inclusion(), checkpoint, anchors, claims);
    }

    /** The members that are about the record alone. */
    static RecordInLog own(JsonFields fields) {
        String format = fields.text("format");
        if (!format.equals(FORMAT)) {
            throw new MalformedException("evidence.format: must be " + FORMAT);
        }
        return new RecordInLog(
                fields.text("origin"),
                record(fields.object("record")),
                fields.bytes("entry"),
                new InclusionProof(fields.number("index"), hashes(fields, "inclusion_proof", MAX_PATH)));
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
        return withDigest(toJson(evidence));
    }

    static byte[] withDigest(ObjectNode json) {
        String digest = HexFormat.of().formatHex(sha256(JsonText.write(json)));
        json.put("digest", digest);
        return JsonText.write(json).getBytes(StandardCharsets.UTF_8);
    }

    /** Whether a file that was read as this evidence is, byte for byte, what this evidence is written as. */
    public static boolean isCanonical(byte[] file, Evidence evidence) {
        return Arrays.equals(file, write(evidence));
    }

    private static ObjectNode toJson(Evidence evidence) {
        ObjectNode json = toJson(evidence.inLog());
        putHead(json, evidence.checkpoint(), evidence.anchors(), evidence.claims());
        return json;
    }

    static ObjectNode toJson(RecordInLog own) {
        ObjectNode json = JsonText.object();
        json.put("format", FORMAT);
        json.put("origin", own.origin());
        putRecord(json, own.record());
        json.put("entry", own.entry().base64());
        json.put("index", own.inclusion().index());
        putHashes(json, "inclusion_proof", own.inclusion().path());
        return json;
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
    }

    static EvidenceRecord record(JsonFields fields) {
        EvidenceRecord record = new EvidenceRecord(
                fields.number("offset"),
                fields.optionalNumber("timestamp"),
                part(fields.optionalObject("key")),
                part(fields.optionalObject("value")),
                fields.optionalBytes("salt"));
        fields.end();
        return record;
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

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
