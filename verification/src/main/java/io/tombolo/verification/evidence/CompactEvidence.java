package io.tombolo.verification.evidence;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.checkpoint.Cosignature;
import io.tombolo.merkle.proof.ConsistencyProof;
import io.tombolo.merkle.proof.InclusionProof;
import io.tombolo.schemas.commit.Entry;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.json.JsonFields;
import io.tombolo.verification.json.JsonText;
import io.tombolo.verification.receipt.WitnessTrust;
import io.tombolo.verification.trust.LogKey;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.DisclosedField;
import io.tombolo.verification.verdict.RecordPart;
import io.tombolo.verification.verdict.Trust;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Evidence about one record in few bytes: deterministic CBOR, as docs/evidence.md describes it. What follows from the rest is left
 * out: the entry's commitment, the checkpoint's root, and the names and ids of keys. It holds what the JSON file holds.
 */
public final class CompactEvidence {
    /** The tag of self-described CBOR (RFC 8949, section 3.4.6), with which no JSON begins. */
    static final byte[] BEGINNING = {(byte) 0xd9, (byte) 0xd9, (byte) 0xf7};

    static final int VERSION = 1;

    /** That of a file that discloses fields. */
    static final int VERSION_2 = 2;

    static final int MEMBERS = 13;

    /** Bytes of the digest: against damage alone, as anybody can make another one. */
    static final int DIGEST = 8;

    private static final int MAX_KEYS = 10_000;
    private static final int MAX_ELEMENTS = 100;

    private final CborReader in;
    private final String origin;

    private CompactEvidence(CborReader in, String origin) {
        this.in = in;
        this.origin = origin;
    }

    /** Whether a file begins as one. */
    public static boolean isOne(byte[] file) {
        return file.length >= BEGINNING.length
                && Arrays.equals(file, 0, BEGINNING.length, BEGINNING, 0, BEGINNING.length);
    }

    /** An anchor as the file has it; a cosignature, or a receipt and how the log grew up to it. */
    private record Anchor(
            String ledger, long index, Optional<DerivedNotes.Kept> cosigned, List<Hash> growth, Bytes receipt) {}

    /**
     * The file's bytes, which are read as the same evidence.
     *
     * @throws MalformedException for evidence that no file could hold
     */
    public static byte[] write(Evidence evidence) {
        byte[] compact = CompactWriter.write(evidence);
        if (!Arrays.equals(EvidenceFile.write(read(compact)), EvidenceFile.write(evidence))) {
            throw new MalformedException("evidence of " + evidence.origin() + " has no compact form");
        }
        return compact;
    }

    static boolean isCanonical(byte[] file, Evidence evidence) {
        return Arrays.equals(file, CompactWriter.write(evidence));
    }

    /**
     * Reads a file; {@link EvidenceFile#isCanonical} says whether it is written as it must be.
     *
     * @throws MalformedException with what is wrong, and at which byte
     */
    public static Evidence read(byte[] file) {
        if (file.length > EvidenceFile.MAX_BYTES) {
            throw new MalformedException("evidence: " + file.length + " bytes, limit " + EvidenceFile.MAX_BYTES);
        }
        CborReader in = new CborReader(file, BEGINNING.length);
        in.array(MEMBERS, "evidence");
        long version = in.number("version");
        if (version != VERSION && version != VERSION_2) {
            throw in.malformed("version", "must be " + VERSION + " or " + VERSION_2);
        }
        return new CompactEvidence(in, in.text("origin")).read(version == VERSION_2);
    }

    private Evidence read(boolean discloses) {
        EvidenceRecord record = record(discloses);
        EvidenceFile.requireDisclosed(discloses, Stream.of(record));
        Bytes entry = entry(record);
        InclusionProof inclusion = new InclusionProof(in.number("index"), hashes("inclusion_proof"));
        DerivedNotes.Kept sealed = null;
        String checkpoint = "";
        if (in.type("checkpoint") == CborReader.TEXT) {
            checkpoint = in.text("checkpoint");
        } else {
            in.array(2, "checkpoint");
            sealed = new DerivedNotes.Kept(in.number("checkpoint"), Bytes.of(in.bytes("checkpoint")));
        }
        List<Anchor> anchors = new ArrayList<>();
        for (int left = in.array("anchors", MAX_ELEMENTS); left > 0; left--) {
            anchors.add(anchor());
        }
        TrustPolicy claims = claims();
        in.bytes("digest");
        in.end();
        DerivedNotes notes = new DerivedNotes(origin, claims);
        if (sealed != null) {
            checkpoint = notes.checkpoint(sealed, entry, inclusion)
                    .orElseThrow(
                            () -> new MalformedException(
                                    "compact evidence: checkpoint: its size does not fit the inclusion proof, or no log key is named"));
        }
        List<EvidenceAnchor> made = new ArrayList<>();
        for (Anchor anchor : anchors) {
            made.add(made(anchor, notes, checkpoint, claims));
        }
        return new Evidence(origin, record, entry, inclusion, checkpoint, made, claims);
    }

    private EvidenceRecord record(boolean discloses) {
        in.array(discloses ? 6 : 5, "record");
        long offset = in.number("record.offset");
        Optional<Long> timestamp = in.isNull() ? Optional.empty() : Optional.of(in.number("record.timestamp"));
        Optional<RecordPart> key = part("record.key");
        Optional<RecordPart> value = part("record.value");
        return new EvidenceRecord(
                offset,
                timestamp,
                key,
                value,
                in.isNull() ? Optional.empty() : Optional.of(Bytes.of(in.bytes("record.salt"))),
                discloses ? disclosed() : List.of());
    }

    private List<DisclosedField> disclosed() {
        List<DisclosedField> disclosed = new ArrayList<>();
        for (int left = in.array("disclosed", EvidenceRecord.MAX_DISCLOSED); left > 0; left--) {
            in.array(2, "disclosed");
            disclosed.add(new DisclosedField(in.text("disclosed.field"), Bytes.of(in.bytes("disclosed.key"))));
        }
        return disclosed;
    }

    private Optional<RecordPart> part(String what) {
        if (in.isNull()) {
            return Optional.empty();
        }
        in.array(2, what);
        Optional<String> schema = in.isNull() ? Optional.empty() : Optional.of(in.text(what + ".schema"));
        return Optional.of(new RecordPart(schema, Bytes.of(in.bytes(what + ".bytes"))));
    }

    private Bytes entry(EvidenceRecord record) {
        if (in.type("entry") == CborReader.BYTES) {
            return Bytes.of(in.bytes("entry"));
        }
        long form = in.number("entry");
        if (form > 2) {
            throw in.malformed("entry", "form " + form + ", must be 0 to 2");
        }
        try {
            return entry(record, (byte) form);
        } catch (IllegalArgumentException e) {
            throw in.malformed("entry", String.valueOf(e.getMessage()));
        }
    }

    /** The entry that a log holds for a record. */
    static Bytes entry(EvidenceRecord record, byte form) {
        long timestamp = record.timestamp().orElse(Entry.NO_TIMESTAMP);
        return Bytes.of(new Entry(form, record.offset(), timestamp, record.commitment(form)).encode());
    }

    private List<Hash> hashes(String what) {
        byte[] all = in.bytes(what);
        if (all.length % Hash.LENGTH != 0 || all.length > EvidenceFile.MAX_PATH * Hash.LENGTH) {
            throw in.malformed(
                    what, all.length + " bytes, must be up to " + EvidenceFile.MAX_PATH + " hashes of " + Hash.LENGTH);
        }
        List<Hash> hashes = new ArrayList<>();
        for (int at = 0; at < all.length; at += Hash.LENGTH) {
            hashes.add(Hash.of(Arrays.copyOfRange(all, at, at + Hash.LENGTH)));
        }
        return hashes;
    }

    private Anchor anchor() {
        in.array(3, "anchor");
        boolean named = in.type("anchor.ledger") == CborReader.TEXT;
        String ledger = named ? in.text("anchor.ledger") : "";
        long index = named ? -1 : in.number("anchor.ledger");
        return in.type("anchor") == CborReader.NUMBER
                ? new Anchor(
                        ledger,
                        index,
                        Optional.of(new DerivedNotes.Kept(
                                in.number("anchor.time"), Bytes.of(in.bytes("anchor.cosignature")))),
                        List.of(),
                        Bytes.of(new byte[0]))
                : new Anchor(
                        ledger,
                        index,
                        Optional.empty(),
                        hashes("anchor.consistency_proof"),
                        Bytes.of(in.bytes("anchor.receipt")));
    }

    private static EvidenceAnchor made(Anchor anchor, DerivedNotes notes, String checkpoint, TrustPolicy claims) {
        if (anchor.index() >= claims.ledgers().size()) {
            throw new MalformedException("compact evidence: anchor.ledger: " + anchor.index() + ", there are "
                    + claims.ledgers().size() + " ledgers");
        }
        String ledger = anchor.index() < 0
                ? anchor.ledger()
                : claims.ledgers().get((int) anchor.index()).name();
        Bytes receipt = anchor.cosigned()
                .map(cosigned -> notes.cosigned(cosigned, ledger, checkpoint)
                        .map(note -> Bytes.of(note.getBytes(StandardCharsets.UTF_8)))
                        .orElseThrow(() -> new MalformedException(
                                "compact evidence: anchor: no witness " + ledger + " is named for a cosignature")))
                .orElseGet(anchor::receipt);
        return new EvidenceAnchor(ledger, new ConsistencyProof(anchor.growth()), receipt);
    }

    private TrustPolicy claims() {
        ObjectNode json = JsonText.object();
        json.put("format", PolicyFile.FORMAT_2);
        ArrayNode keys = json.putArray("log_keys");
        for (int left = in.array("log_keys", MAX_KEYS); left > 0; left--) {
            logKey(keys.addObject());
        }
        ArrayNode ledgers = json.putArray("ledgers");
        for (int left = in.array("ledgers", MAX_ELEMENTS); left > 0; left--) {
            if (in.type("ledger") == CborReader.ARRAY) {
                witness(ledgers.addObject());
            } else {
                ledgers.add(in.json("ledger"));
            }
        }
        if (in.type("cross_anchored") == CborReader.NUMBER) {
            json.put("cross_anchored_ledgers", in.number("cross_anchored"));
        } else {
            json.set("cross_anchored", in.json("cross_anchored"));
        }
        if (!in.isNull()) {
            json.put("oldest_anchor", in.text("oldest_anchor"));
        }
        return PolicyFile.read(new JsonFields(json, "evidence.trust"), Trust.SELF_ASSERTED);
    }

    private void logKey(ObjectNode json) {
        if (in.type("log_key") == CborReader.BYTES) {
            byte[] raw = in.bytes("log_key");
            byte[] typed = new byte[raw.length + 1];
            typed[0] = 1;
            System.arraycopy(raw, 0, typed, 1, raw.length);
            json.put("organisation", LogKey.organisation(origin)).put("key", base64(typed));
            return;
        }
        in.array(4, "log_key");
        json.put("organisation", in.text("log_key.organisation")).put("key", base64(in.bytes("log_key.key")));
        for (String member : List.of("from", "until")) {
            if (!in.isNull()) {
                json.put(member, in.text("log_key." + member));
            }
        }
    }

    private void witness(ObjectNode json) {
        in.array(2, "witness");
        String name = in.text("witness.name");
        byte[] key = in.bytes("witness.key");
        try {
            json.put("name", WitnessTrust.PREFIX + name)
                    .putArray("keys")
                    .add(Cosignature.verifier(name, key).vkey());
        } catch (MalformedException | IllegalArgumentException e) {
            throw in.malformed("witness", String.valueOf(e.getMessage()));
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
