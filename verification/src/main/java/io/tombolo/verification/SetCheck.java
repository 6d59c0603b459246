package io.tombolo.verification;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.TreeHasher;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.proof.ProofCheck;
import io.tombolo.schemas.commit.Entry;
import io.tombolo.verification.evidence.EvidenceEvent;
import io.tombolo.verification.evidence.EvidenceSet;
import io.tombolo.verification.verdict.Refusal;
import java.util.ArrayList;
import java.util.List;

/** Several records of one file against their entries, and the entries against the tree. */
final class SetCheck {
    private final List<Long> indices = new ArrayList<>();
    private final List<Hash> leaves = new ArrayList<>();
    private final EvidenceSet evidence;

    private SetCheck(EvidenceSet evidence) {
        this.evidence = evidence;
    }

    /** Each record is what its entry commits to, and offsets ascend with the leaves. */
    static SetCheck records(EvidenceSet evidence, CheckList checks) throws CheckList.Failed {
        SetCheck set = new SetCheck(evidence);
        TreeHasher hasher = TreeHasher.sha256();
        long lastOffset = -1;
        for (EvidenceEvent event : evidence.events()) {
            Entry entry;
            try {
                entry = RecordCheck.record(event.entry(), event.record(), new CheckList());
            } catch (CheckList.Failed failed) {
                throw checks.fail("event at leaf " + event.index(), failed.detail(), failed.refusal());
            }
            checks.check(
                    entry.offset() > lastOffset,
                    "order",
                    "offset " + entry.offset() + " at leaf " + event.index() + ", after offset " + lastOffset,
                    Refusal.ALTERED);
            lastOffset = entry.offset();
            set.indices.add(event.index());
            set.leaves.add(hasher.leaf(event.entry().toArray()));
        }
        String all = evidence.events().size() + " records, each what its entry commits to";
        checks.check(true, "records", all, Refusal.ALTERED);
        return set;
    }

    /** The entries are leaves of the signed tree. */
    void included(TreeHead head, CheckList checks) throws CheckList.Failed {
        ProofCheck inclusion = evidence.proof().verify(indices, leaves, head);
        String way = indices.size() + " entries lead to root " + head.root();
        checks.check(inclusion.holds(), "inclusion proof", RecordCheck.compared(inclusion, way), Refusal.ALTERED);
    }
}
