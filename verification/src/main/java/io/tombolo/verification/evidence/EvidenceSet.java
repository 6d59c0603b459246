package io.tombolo.verification.evidence;

import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.proof.MultiProof;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Subject;
import java.util.ArrayList;
import java.util.List;

/**
 * Evidence about several records of one log under one checkpoint: a run of events, or all those of a key. They share the proof, the
 * checkpoint and the receipts.
 *
 * @param events by leaf index, ascending, at least one
 * @param proof that the events' entries are leaves of the checkpoint's tree
 */
public record EvidenceSet(
        String origin,
        List<EvidenceEvent> events,
        MultiProof proof,
        String checkpoint,
        List<EvidenceAnchor> anchors,
        TrustPolicy claims) {
    public EvidenceSet {
        events = List.copyOf(events);
        anchors = List.copyOf(anchors);
        if (events.isEmpty()) {
            throw new MalformedException("events: 0, at least 1");
        }
    }

    /**
     * The same evidence of the same records, which disclose other fields.
     *
     * @param disclosing one for each event
     */
    public EvidenceSet with(List<EvidenceRecord> disclosing) {
        List<EvidenceEvent> with = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            with.add(new EvidenceEvent(events.get(i).index(), events.get(i).entry(), disclosing.get(i)));
        }
        return new EvidenceSet(origin, with, proof, checkpoint, anchors, claims);
    }

    /** What the evidence is about, in its own words. */
    public Subject subject() {
        EvidenceEvent first = events.get(0);
        EvidenceEvent last = events.get(events.size() - 1);
        return new Subject(
                origin,
                first.index(),
                first.record().offset(),
                last.index(),
                last.record().offset(),
                events.size());
    }
}
