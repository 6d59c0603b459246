package io.tombolo.verification;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.TreeHasher;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.proof.ProofCheck;
import io.tombolo.schemas.commit.Commitment;
import io.tombolo.schemas.commit.Entry;
import io.tombolo.verification.evidence.EvidenceRecord;
import io.tombolo.verification.evidence.RecordInLog;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.verdict.Refusal;

/** One record against the entry that the log holds for it, and that entry against the tree. */
final class RecordCheck {
    private RecordCheck() {}

    /** The record is what its entry commits to. */
    static Entry record(Bytes bytes, EvidenceRecord record, CheckList checks) throws CheckList.Failed {
        Entry entry;
        try {
            entry = Entry.decode(bytes.toArray());
        } catch (IllegalArgumentException e) {
            throw checks.fail("entry", String.valueOf(e.getMessage()), Refusal.MALFORMED);
        }
        boolean formFits = entry.form() == Commitment.AS_REGISTERED
                || (entry.form() == Commitment.ALL_RAW && !record.hasSchemas());
        checks.check(formFits, "entry", "form " + entry.form() + " of version 1", Refusal.ALTERED);
        Hash commitment = record.commitment(entry.form());
        checks.check(
                commitment.equals(entry.commitment()),
                "commitment",
                "record commits to " + commitment + ", entry holds " + entry.commitment(),
                Refusal.ALTERED);
        SchemaCheck.schemas(record, checks);
        checks.check(
                record.offset() == entry.offset(),
                "offset",
                "record " + record.offset() + ", entry " + entry.offset(),
                Refusal.ALTERED);
        long timestamp = record.timestamp().orElse(Entry.NO_TIMESTAMP);
        checks.check(
                timestamp == entry.timestamp(),
                "timestamp",
                "record " + timestamp + ", entry " + entry.timestamp(),
                Refusal.ALTERED);
        return entry;
    }

    /** The entry is a leaf of the signed tree. */
    static void included(RecordInLog record, TreeHead head, CheckList checks) throws CheckList.Failed {
        Hash leaf = TreeHasher.sha256().leaf(record.entry().toArray());
        ProofCheck inclusion = record.inclusion().verify(leaf, head);
        String way = "entry at leaf " + record.inclusion().index() + " leads to root " + head.root();
        checks.check(inclusion.holds(), "inclusion proof", compared(inclusion, way), Refusal.ALTERED);
    }

    /** The message about a proof. */
    static String compared(ProofCheck check, String whenItHolds) {
        return check instanceof ProofCheck.Fails fails ? fails.detail() : whenItHolds;
    }
}
