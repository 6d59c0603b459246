package io.tombolo.provenance;

import io.tombolo.merkle.proof.ConsistencyProof;
import io.tombolo.provenance.store.HeldAnchor;
import io.tombolo.provenance.store.HeldCheckpoint;
import io.tombolo.provenance.store.LogView;
import io.tombolo.provenance.store.StoredLog;
import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.head.AnchorCheck;
import io.tombolo.verification.head.AnchorRule;
import io.tombolo.verification.head.OwnerKeys;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Finds out where a ledger holds another history than this log's: a head of a size at which the owner signed this log's too, with a receipt
 * that the policy trusts. An anchor without such a receipt is anybody's bytes, and spoils no evidence.
 */
final class Contradictions {
    private final Supplier<TrustPolicy> policy;

    Contradictions(Supplier<TrustPolicy> policy) {
        this.policy = policy;
    }

    /** What the owner signed for this log, and the anchor of the same size that contradicts it. */
    record Pair(String note, HeldAnchor other) {}

    /** The first one that covers the leaf. */
    Optional<Pair> find(StoredLog log, long index) {
        for (LogView.Fault fault : log.view().faults()) {
            HeldAnchor other = fault.anchor();
            if (other != null && other.size() > index) {
                Optional<Pair> pair = signed(log, other.size())
                        .filter(note -> contradicts(log, note, other))
                        .map(note -> new Pair(note, other));
                if (pair.isPresent()) {
                    return pair;
                }
            }
        }
        return Optional.empty();
    }

    private boolean contradicts(StoredLog log, String note, HeldAnchor other) {
        Bytes receipt = other.receipt();
        TrustPolicy now = policy.get();
        String origin = log.origin().toString();
        if (receipt == null
                || !(new OwnerKeys(origin, now.keysFor(origin)).open(note) instanceof OwnerKeys.Opened.Signed opened)) {
            return false;
        }
        AnchorCheck check = new AnchorRule(now, EvidenceVerifier.receipts())
                .check(opened, other.ledger(), new ConsistencyProof(List.of()), Optional.of(receipt));
        return check instanceof AnchorCheck.Refused refused && refused.refusal() == Refusal.FORKED;
    }

    /** The owner's note of this log's head of exactly that size, as it was sealed or anchored. */
    private static Optional<String> signed(StoredLog log, long size) {
        for (String ledger : log.view().anchors().keySet()) {
            Optional<HeldAnchor> anchor = log.anchorAt(ledger, size).filter(found -> found.size() == size);
            if (anchor.isPresent()) {
                return Optional.of(anchor.get().note());
            }
        }
        return log.checkpointAt(size).filter(found -> found.size() == size).map(HeldCheckpoint::note);
    }
}
