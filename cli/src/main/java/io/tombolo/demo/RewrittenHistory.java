package io.tombolo.demo;

import io.tombolo.ledger.AnchorOutcome;
import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.ledger.Ledger;
import io.tombolo.merkle.CompactRange;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.note.NoteSigner;
import io.tombolo.merkle.proof.ConsistencyProofBuilder;
import io.tombolo.merkle.tile.TileReader;
import io.tombolo.schemas.contract.AnchorRecord;
import java.util.List;

/**
 * The owner rewrites its own history: it builds its log again with one event changed, signs it with its own genuine key, and asks
 * the ledger, as itself, to anchor it. Nothing is wrong with its signature; only the ledger's rule can detect it.
 */
final class RewrittenHistory {
    private RewrittenHistory() {}

    /**
     * Tries it.
     *
     * @param log the true log, as the owner has it
     * @param anchored the log's newest anchor; the rewritten log is one leaf longer
     * @param changed the index of the leaf that is changed
     * @param key the owner's own log key
     * @param ledger the ledger, as the owner
     */
    static AnchorOutcome attempt(TileReader log, AnchorRecord anchored, long changed, NoteSigner key, Ledger ledger) {
        CompactRange rewritten = CompactRange.empty();
        log.forEachEntry(0, log.head().size(), entry -> {
            if (rewritten.end() == changed) {
                entry[entry.length - 1] ^= 1;
            }
            rewritten.append(entry);
        });
        ConsistencyProofBuilder next = ConsistencyProofBuilder.from(rewritten);
        byte[] one = log.entry(0);
        next.append(one, 0, one.length);
        Checkpoint head = new Checkpoint(anchored.origin(), next.head());
        return ledger.anchor(List.of(new HeadToAnchor(
                        anchored.origin(),
                        head.size(),
                        head.root(),
                        anchored.size(),
                        next.proof().path(),
                        NoteSigner.sign(head.text(), key).format())))
                .get(0);
    }
}
