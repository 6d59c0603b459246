package io.tombolo.verification.explain;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.TreeHasher;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.schemas.commit.Entry;
import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.decoded.DecodedPart;
import io.tombolo.verification.decoded.DecodedRecord;
import io.tombolo.verification.evidence.Evidence;
import io.tombolo.verification.evidence.EvidenceAnchor;
import io.tombolo.verification.evidence.EvidenceEvent;
import io.tombolo.verification.evidence.EvidenceFile;
import io.tombolo.verification.evidence.EvidenceRecord;
import io.tombolo.verification.evidence.EvidenceSet;
import io.tombolo.verification.evidence.EvidenceSetFile;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Check;
import io.tombolo.verification.verdict.Inspection;
import io.tombolo.verification.verdict.RecordPart;
import io.tombolo.verification.verdict.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Retells a verification step by step. What it prints is computed again from the file; the verdict at the end is the verifier's, and
 * the only part to rely on, with the fields of what it verified behind it.
 */
public final class Explanation {
    private static final int SHOWN_BYTES = 48;
    private static final int SHOWN_CHARACTERS = 2000;
    private static final int SHOWN_RECORDS = 100;
    private static final HexFormat HEX = HexFormat.of();

    private final EvidenceVerifier verifier;
    private final List<String> lines = new ArrayList<>();
    private boolean good;

    private Explanation(EvidenceVerifier verifier) {
        this.verifier = verifier;
    }

    /**
     * The lines for any bytes: a file that is not evidence is explained by its verdict alone.
     *
     * @param policy the verifier's own; empty to inspect the file only
     */
    public static Explanation of(byte[] file, Optional<TrustPolicy> policy, EvidenceVerifier verifier) {
        Explanation explanation = new Explanation(verifier);
        explanation.explain(file, policy);
        return explanation;
    }

    /** What to show, line by line. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** Whether the verdict accepts the file; without a policy, whether the file is intact. */
    public boolean isGood() {
        return good;
    }

    private void explain(byte[] file, Optional<TrustPolicy> policy) {
        try {
            if (EvidenceSetFile.isOne(file)) {
                steps(EvidenceSetFile.read(file));
            } else {
                steps(EvidenceFile.read(file));
            }
        } catch (MalformedException | IllegalArgumentException e) {
            line("The file can't be followed step by step: %s", String.valueOf(e.getMessage()));
        }
        if (policy.isPresent()) {
            verdict(verifier.verify(file, policy.get()));
        } else {
            inspection(verifier.inspect(file));
        }
    }

    private void steps(Evidence evidence) {
        EvidenceRecord record = evidence.record();
        line("1. The record, at offset %d of %s", record.offset(), evidence.origin());
        part("key", record.key());
        part("value", record.value());
        line("   salt: %s", record.salt().map(Explanation::shown).orElse("none"));
        record.disclosed().forEach(one -> line("   a key for %s", one.field()));
        Entry entry = Entry.decode(evidence.entry().toArray());
        line("2. Its commitment: SHA-256 of 02 01, flags, salt, then per part [schema hash], u32 length, bytes");
        line("   computed  %s", record.commitment(entry.form()));
        line("   in entry  %s", entry.commitment());
        line("3. The entry, 50 bytes: version 01, form, u64 offset, u64 timestamp, commitment");
        line("   %s", HEX.formatHex(evidence.entry().toArray()));
        TreeHasher hasher = TreeHasher.sha256();
        Hash hash = hasher.leaf(evidence.entry().toArray());
        Checkpoint checkpoint =
                Checkpoint.parse(SignedNote.parse(evidence.checkpoint()).text());
        line(
                "4. The way up the tree (RFC 9162, 2.1.3.2) from leaf %d of %d",
                evidence.inclusion().index(), checkpoint.size());
        line("   leaf   SHA-256 of 00 and the entry");
        line("          = %s", hash);
        climb(
                hasher,
                hash,
                evidence.inclusion().index(),
                checkpoint.size(),
                evidence.inclusion().path());
        head(5, evidence.checkpoint(), evidence.anchors());
    }

    private void steps(EvidenceSet set) {
        TreeHasher hasher = TreeHasher.sha256();
        line(
                "1. %d records of %s, each with its commitment and leaf",
                set.events().size(), set.origin());
        for (EvidenceEvent event : set.events()) {
            Entry entry = Entry.decode(event.entry().toArray());
            line("   leaf %d, offset %d", event.index(), event.record().offset());
            line("      commitment computed  %s", event.record().commitment(entry.form()));
            line("      commitment in entry  %s", entry.commitment());
            line(
                    "      leaf, SHA-256 of 00 and the entry  %s",
                    hasher.leaf(event.entry().toArray()));
        }
        line("2. The hashes of the subtrees without any of them, left to right; every other node follows");
        set.proof().hashes().forEach(hash -> line("   %s", hash));
        head(3, set.checkpoint(), set.anchors());
    }

    private void head(int step, String checkpoint, List<EvidenceAnchor> anchors) {
        Hash root = Checkpoint.parse(SignedNote.parse(checkpoint).text()).root();
        line("%d. The checkpoint that the owner signed; its root is %s", step, root);
        checkpoint.lines().forEach(text -> line("   | %s", text));
        line("%d. Anchors: %d", step + 1, anchors.size());
        anchors.forEach(anchor -> line(
                "   %s: a receipt of %d bytes, %d hashes from the checkpoint to the anchored head",
                anchor.ledger(),
                anchor.receipt().length(),
                anchor.growth().path().size()));
    }

    private void climb(TreeHasher hasher, Hash leaf, long index, long size, List<Hash> path) {
        Hash hash = leaf;
        long fn = index;
        long sn = size - 1;
        for (Hash sibling : path) {
            boolean right = (fn & 1) == 1 || fn == sn;
            hash = right ? hasher.node(sibling, hash) : hasher.node(hash, sibling);
            line(
                    "   %s SHA-256 of 01, %s",
                    right ? "right " : "left  ", right ? sibling + ", this" : "this, " + sibling);
            line("          = %s", hash);
            while (right && (fn & 1) == 0 && fn != 0) {
                fn >>>= 1;
                sn >>>= 1;
            }
            fn >>>= 1;
            sn >>>= 1;
        }
    }

    private void part(String name, Optional<RecordPart> part) {
        line(
                "   %s: %s",
                name,
                part.map(one -> one.bytes().length() + " bytes  " + shown(one.bytes()))
                        .orElse("none"));
        part.flatMap(RecordPart::schema).ifPresent(schema -> line("      schema %s", schema));
    }

    private void verdict(Verdict verdict) {
        good = verdict.isAccepted();
        checks(verdict.checks());
        line("Verdict: %s", verdict.name());
        if (verdict instanceof Verdict.Accepted accepted) {
            line(
                    "   event time  %s (the record's timestamp)",
                    time(accepted.times().event()));
            line("   anchor time %s (by the ledger)", time(accepted.times().anchor()));
            if (accepted.development()) {
                line("   on a development ledger: one operator holds all of its keys");
            }
            accepted.records().stream()
                    .limit(SHOWN_RECORDS)
                    .map(DecodedRecord::of)
                    .forEach(this::decoded);
            if (accepted.records().size() > SHOWN_RECORDS) {
                line(
                        "The first %d records of %d are shown",
                        SHOWN_RECORDS, accepted.records().size());
            }
        }
    }

    private void decoded(DecodedRecord record) {
        line(
                "What was verified: leaf %d, offset %d, timestamp %s",
                record.index(), record.offset(), time(record.timestamp()));
        decoded("key", record.key());
        decoded("value", record.value());
        record.protectedFields()
                .forEach(field -> line(
                        "   %s %s of group %s%s",
                        field.isWithheld() ? "withheld " : "disclosed",
                        field.field(),
                        field.group(),
                        field.json().map(text -> ": " + cut(text)).orElse("")));
    }

    private void decoded(String name, Optional<DecodedPart> part) {
        if (part.isPresent() && part.get() instanceof DecodedPart.Row row) {
            line("   %s", name);
            row.texts().forEach((field, text) -> line("      %s: %s", field, cut(text)));
        } else if (part.isPresent() && part.get() instanceof DecodedPart.Undecodable no) {
            line(
                    "   %s: %d bytes that are not what their schema says: %s",
                    name, no.bytes().length(), cut(no.why()));
        } else {
            line(
                    "   %s: %s",
                    name,
                    part.map(one -> one.json().map(Explanation::cut).orElseGet(() -> "raw  " + shown(one.bytes())))
                            .orElse("none"));
        }
    }

    private static String cut(String text) {
        return text.length() <= SHOWN_CHARACTERS
                ? text
                : text.substring(0, SHOWN_CHARACTERS) + "… (" + text.length() + " characters)";
    }

    private void inspection(Inspection inspection) {
        good = inspection.isIntact();
        checks(inspection.checks());
        if (inspection instanceof Inspection.Intact intact) {
            line("Verdict: INTACT (no policy given: signer not checked)");
            line("   it claims to be %s, by keys that it names itself: anybody could have made it", intact.claimed());
        } else {
            line("Verdict: %s", inspection.name());
        }
    }

    private void checks(List<Check> checks) {
        line("Checks");
        for (Check check : checks) {
            line("   %s %s: %s", check.passed() ? "ok  " : "FAIL", check.name(), check.compared());
        }
    }

    private static String time(Optional<Instant> time) {
        return time.map(Object::toString).orElse("none");
    }

    private static String shown(Bytes bytes) {
        byte[] array = bytes.toArray();
        return array.length <= SHOWN_BYTES
                ? HEX.formatHex(array)
                : HEX.formatHex(array, 0, SHOWN_BYTES) + "… (" + array.length + " bytes)";
    }

    private void line(String format, Object... arguments) {
        lines.add(String.format(Locale.ROOT, format, arguments));
    }
}
