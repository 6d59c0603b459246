package io.tombolo.verification.evidence;

import io.tombolo.merkle.checkpoint.TlogProof;
import io.tombolo.merkle.note.SignedNote;

/** Evidence in the forms of others, for tools that know the log but not Tombolo. */
public final class EvidenceExport {
    private EvidenceExport() {}

    /**
     * The C2SP tlog-proof (v1) of the entry: index, path and checkpoint, with the entry's 50 bytes as extra data. Who verifies it knows
     * that the log holds the entry, not what the entry commits to, and nothing of the ledger.
     */
    public static String tlogProof(Evidence evidence) {
        return new TlogProof(evidence.inclusion(), SignedNote.parse(evidence.checkpoint()))
                .withExtra(evidence.entry().toArray())
                .format();
    }
}
