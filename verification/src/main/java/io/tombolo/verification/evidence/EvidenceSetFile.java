package io.tombolo.verification.evidence;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.proof.MultiProof;
import io.tombolo.verification.json.JsonFields;
import io.tombolo.verification.json.JsonText;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.verdict.Trust;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The file of evidence about several records, version 1, spelt as {@link EvidenceFile} is, with the same members but these:
 *
 * <pre>
 * format   "tombolo-evidence-set/1", or 2 where a record's fields are disclosed
 * events   [{index, entry, record}], by index, ascending
 * proof    [hash]: see {@link MultiProof}
 * </pre>
 */
public final class EvidenceSetFile {
    /** The most records in one file. */
    public static final int MAX_EVENTS = 100_000;

    private static final String FORMATS = "tombolo-evidence-set/";
    private static final String FORMAT = FORMATS + "1";
    private static final String FORMAT_2 = FORMATS + "2";
    private static final int MAX_HASHES = 2_000_000;

    /** How a file in its only allowed spelling begins. */
    private static final byte[] BEGINNING = ("{\n  \"format\": \"" + FORMATS).getBytes(StandardCharsets.UTF_8);

    private EvidenceSetFile() {}

    /** Whether a file claims to be one of these. */
    public static boolean isOne(byte[] file) {
        return file.length > BEGINNING.length
                && Arrays.equals(file, 0, BEGINNING.length, BEGINNING, 0, BEGINNING.length);
    }

    /**
     * Reads a file; {@link #isCanonical} says whether it is spelt as it must be.
     *
     * @throws MalformedException with what is wrong, and where
     */
    public static EvidenceSet read(byte[] file) {
        JsonFields fields = new JsonFields(JsonText.read(file, "evidence", EvidenceFile.MAX_BYTES), "evidence");
        boolean discloses = EvidenceFile.discloses(fields, FORMAT, FORMAT_2);
        String origin = fields.text("origin");
        List<EvidenceEvent> events = new ArrayList<>();
        for (JsonFields event : fields.objects("events", MAX_EVENTS)) {
            events.add(new EvidenceEvent(
                    event.number("index"),
                    event.bytes("entry"),
                    EvidenceFile.record(event.object("record"), discloses)));
            event.end();
        }
        EvidenceFile.requireDisclosed(discloses, events.stream().map(EvidenceEvent::record));
        MultiProof proof = new MultiProof(EvidenceFile.hashes(fields, "proof", MAX_HASHES));
        String checkpoint = fields.text("checkpoint");
        List<EvidenceAnchor> anchors = EvidenceFile.anchors(fields);
        var claims = PolicyFile.read(fields.object("trust"), Trust.SELF_ASSERTED);
        fields.text("digest");
        fields.end();
        return new EvidenceSet(origin, events, proof, checkpoint, anchors, claims);
    }

    /** The file's bytes. */
    public static byte[] write(EvidenceSet evidence) {
        ObjectNode json = JsonText.object();
        boolean plain = evidence.events().stream()
                .allMatch(event -> event.record().disclosed().isEmpty());
        json.put("format", plain ? FORMAT : FORMAT_2);
        json.put("origin", evidence.origin());
        ArrayNode events = json.putArray("events");
        for (EvidenceEvent event : evidence.events()) {
            ObjectNode one = events.addObject();
            one.put("index", event.index());
            one.put("entry", event.entry().base64());
            EvidenceFile.putRecord(one, event.record());
        }
        EvidenceFile.putHashes(json, "proof", evidence.proof().hashes());
        EvidenceFile.putHead(json, evidence.checkpoint(), evidence.anchors(), evidence.claims());
        return EvidenceFile.withDigest(json);
    }

    /** Whether a file that was read as this evidence is, byte for byte, what this evidence is written as. */
    public static boolean isCanonical(byte[] file, EvidenceSet evidence) {
        return Arrays.equals(file, write(evidence));
    }
}
