package io.tombolo.anchoring.anchor;

import io.tombolo.anchoring.lane.HeadOutcome;

/** A log's head that is on its way to the ledger. The log is not for the ledger's thread. */
record Handed(Frontier log, HeadOutcome.Head head) {
    /** The log's head, which is submitted from now on. */
    static Handed of(Frontier log) {
        return new Handed(
                log, HeadOutcome.Head.of(log.organisation(), log.dataset(), log.submit(), log.publishedSize()));
    }

    /** Size of the head. */
    long size() {
        return head.head().size();
    }
}
