package io.tombolo.consumer.audit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.merkle.CompactRange;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.TreeHead;
import io.tombolo.schemas.DatasetId;
import io.tombolo.verification.json.JsonFields;
import io.tombolo.verification.json.JsonText;
import io.tombolo.verification.verdict.Refusal;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The file of an audit's state, version 1: JSON in one spelling, and a code over it (HMAC-SHA256) that only the holder of the key can
 * make. Without the code, somebody who alters the file could claim that all was compared and nothing found.
 *
 * <pre>
 * format      "tombolo-audit-state/1"
 * dataset     organisation/name
 * question    hex SHA-256 of the policy and the formats
 * begun_at    when the first run began
 * partitions  [{partition, origin, size, hashes: [hash], head_size, head_root, refused, refusals: [{kind, offset, detail}],
 *             expired, compacted, gone: [{reason, leaf, first, last, count}]}]
 * mac         base64 of HMAC-SHA256 over this file without this member
 * </pre>
 *
 * <p>An offset is one more than Kafka's, 0 for none.
 */
public final class AuditStateFile {
    /** The largest file that is read, in bytes. */
    public static final int MAX_BYTES = 64 << 20;
    /** Length of a key, in bytes. */
    public static final int KEY_LENGTH = 32;

    private static final String FORMAT = "tombolo-audit-state/1";
    private static final int MAX_PARTITIONS = 100_000;
    private static final int MAX_HASHES = 64;

    private AuditStateFile() {}

    /** The file's bytes. */
    public static byte[] write(SavedAudit state, byte[] key) {
        ObjectNode json = toJson(state);
        json.put("mac", mac(json, key));
        return JsonText.write(json).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads a file that {@link #write} made with the same key.
     *
     * @throws MalformedException with what is wrong, and where; any other file is
     */
    public static SavedAudit read(byte[] file, byte[] key) {
        ObjectNode json = JsonText.read(file, "audit state", MAX_BYTES);
        JsonFields fields = new JsonFields(json, "audit state");
        String format = fields.text("format");
        if (!format.equals(FORMAT)) {
            throw new MalformedException("audit state.format: '" + shortened(format) + "', must be " + FORMAT);
        }
        String claimed = fields.text("mac");
        json.remove("mac");
        if (!MessageDigest.isEqual(
                claimed.getBytes(StandardCharsets.UTF_8), mac(json, key).getBytes(StandardCharsets.UTF_8))) {
            throw new MalformedException(
                    "audit state.mac: does not fit: the file was altered, or written with another key");
        }
        try {
            SavedAudit state = new SavedAudit(
                    DatasetId.parse(fields.text("dataset")),
                    Hash.parseHex(fields.text("question")),
                    Instant.parse(fields.text("begun_at")),
                    partitions(fields));
            fields.end();
            return state;
        } catch (IllegalArgumentException | java.time.DateTimeException e) {
            throw new MalformedException("audit state: " + e.getMessage());
        }
    }

    private static ObjectNode toJson(SavedAudit state) {
        ObjectNode json = JsonText.object();
        json.put("format", FORMAT);
        json.put("dataset", state.dataset().toString());
        json.put("question", state.question().hex());
        json.put("begun_at", state.begunAt().toString());
        ArrayNode partitions = json.putArray("partitions");
        for (SavedPartition saved : state.partitions()) {
            ObjectNode one = partitions.addObject();
            one.put("partition", saved.partition());
            one.put("origin", saved.origin());
            one.put("size", saved.compared().end());
            ArrayNode hashes = one.putArray("hashes");
            saved.compared().hashes().forEach(hash -> hashes.add(hash.base64()));
            one.put("head_size", saved.measuredAgainst().size());
            one.put("head_root", saved.measuredAgainst().root().base64());
            addFound(one, saved.found());
        }
        return json;
    }

    private static void addFound(ObjectNode json, Found found) {
        json.put("refused", found.refused());
        ArrayNode refusals = json.putArray("refusals");
        for (AuditResult.Refused refusal : found.refusals()) {
            ObjectNode one = refusals.addObject();
            one.put("kind", refusal.kind().name());
            one.put("offset", refusal.offset() + 1);
            one.put("detail", refusal.detail());
        }
        json.put("expired", found.expired());
        json.put("compacted", found.compacted());
        ArrayNode gone = json.putArray("gone");
        for (AuditResult.GoneRecords run : found.gone()) {
            ObjectNode one = gone.addObject();
            one.put("reason", run.reason().name());
            one.put("leaf", run.firstLeaf());
            one.put("first", run.firstOffset());
            one.put("last", run.lastOffset());
            one.put("count", run.count());
        }
    }

    private static List<SavedPartition> partitions(JsonFields fields) {
        List<SavedPartition> partitions = new ArrayList<>();
        for (JsonFields one : fields.objects("partitions", MAX_PARTITIONS)) {
            int partition = Math.toIntExact(one.number("partition"));
            List<Hash> hashes = one.texts("hashes", MAX_HASHES).stream()
                    .map(Hash::parseBase64)
                    .toList();
            partitions.add(new SavedPartition(
                    partition,
                    one.text("origin"),
                    CompactRange.of(0, one.number("size"), hashes),
                    new TreeHead(one.number("head_size"), Hash.parseBase64(one.text("head_root"))),
                    found(one, partition)));
            one.end();
        }
        return partitions;
    }

    private static Found found(JsonFields fields, int partition) {
        List<AuditResult.Refused> refusals = new ArrayList<>();
        for (JsonFields one : fields.objects("refusals", AuditResult.MAX_REFUSALS)) {
            refusals.add(new AuditResult.Refused(
                    Refusal.valueOf(one.text("kind")), partition, one.number("offset") - 1, one.text("detail")));
            one.end();
        }
        List<AuditResult.GoneRecords> gone = new ArrayList<>();
        for (JsonFields one : fields.objects("gone", AuditResult.MAX_REFUSALS)) {
            gone.add(new AuditResult.GoneRecords(
                    AuditResult.GoneRecords.Reason.valueOf(one.text("reason")),
                    partition,
                    one.number("leaf"),
                    one.number("first"),
                    one.number("last"),
                    one.number("count")));
            one.end();
        }
        return new Found(
                refusals, fields.number("refused"), gone, fields.number("expired"), fields.number("compacted"));
    }

    private static String mac(ObjectNode json, byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return Base64.getEncoder()
                    .encodeToString(mac.doFinal(JsonText.write(json).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    private static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }

    /**
     * An audit that was not carried to its end, to be gone on with.
     *
     * @param question digest of what the audit asks: policy and formats; another question is another audit
     * @param begunAt when the first run began
     */
    public record SavedAudit(DatasetId dataset, Hash question, Instant begunAt, List<SavedPartition> partitions) {
        public SavedAudit {
            partitions = List.copyOf(partitions);
        }

        /** How many events had been compared, all partitions together. */
        public long events() {
            return partitions.stream().mapToLong(one -> one.compared().end()).sum();
        }
    }
}
