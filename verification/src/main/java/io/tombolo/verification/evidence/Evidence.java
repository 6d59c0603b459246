package io.tombolo.verification.evidence;

import io.tombolo.merkle.proof.InclusionProof;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.trust.TrustPolicy;
import java.util.List;

/**
 * Evidence about one record, as its file holds it. Nothing in it is to be trusted before {@link
 * io.tombolo.verification.EvidenceVerifier} confirmed it.
 *
 * @param origin the log that holds the record
 * @param entry the 50 bytes that the log holds for the record
 * @param inclusion that the entry is a leaf of the checkpoint's tree
 * @param checkpoint the owner's signed note
 * @param anchors in no particular order; none when the checkpoint is sealed only
 * @param claims the keys, certificates and quorum that the file's maker names; a verifier with a policy of its own does not
 *     use them
 */
public record Evidence(
        String origin,
        EvidenceRecord record,
        Bytes entry,
        InclusionProof inclusion,
        String checkpoint,
        List<EvidenceAnchor> anchors,
        TrustPolicy claims) {
    public Evidence {
        anchors = List.copyOf(anchors);
    }

    /** The same evidence of the same record, which discloses other fields. */
    public Evidence with(EvidenceRecord disclosing) {
        return new Evidence(origin, disclosing, entry, inclusion, checkpoint, anchors, claims);
    }

    /** The part that is about the record alone. */
    public RecordInLog inLog() {
        return new RecordInLog(origin, record, entry, inclusion);
    }
}
