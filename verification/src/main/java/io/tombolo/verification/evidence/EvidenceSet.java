package io.tombolo.verification.evidence;

import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.merkle.proof.MultiProof;
import io.tombolo.merkle.tile.TileReader;
import io.tombolo.merkle.tile.TileSource;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Subject;
import java.util.Comparator;
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
     * Joins evidence about single records of one log. The checkpoint and the anchors are those of the last record, which cover all.
     *
     * @param tiles the log's tiles, of that checkpoint's size or more
     * @throws IllegalArgumentException when there is none, or of several logs
     * @throws io.tombolo.merkle.tile.TileException when the tiles do not lead to the checkpoint
     */
    public static EvidenceSet join(List<Evidence> evidence, TileSource tiles) {
        List<Evidence> sorted = evidence.stream()
                .sorted(Comparator.comparingLong(one -> one.inclusion().index()))
                .toList();
        if (sorted.isEmpty()) {
            throw new IllegalArgumentException("evidence: 0 files, at least 1");
        }
        Evidence last = sorted.get(sorted.size() - 1);
        for (Evidence one : sorted) {
            if (!one.origin().equals(last.origin())) {
                throw new IllegalArgumentException("evidence of " + one.origin() + " and of " + last.origin());
            }
        }
        Checkpoint head = Checkpoint.parse(SignedNote.parse(last.checkpoint()).text());
        List<Long> indices = sorted.stream().map(one -> one.inclusion().index()).toList();
        return new EvidenceSet(
                last.origin(),
                sorted.stream()
                        .map(one -> new EvidenceEvent(one.inclusion().index(), one.entry(), one.record()))
                        .toList(),
                new TileReader(tiles, head.head()).multiProof(indices),
                last.checkpoint(),
                last.anchors(),
                last.claims());
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
