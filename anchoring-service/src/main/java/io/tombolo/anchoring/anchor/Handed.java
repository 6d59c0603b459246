package io.tombolo.anchoring.anchor;

import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.ledger.wire.HeadText;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A head on its way to the ledger.
 *
 * @param log whose head it is; not to be touched by the ledger's thread
 * @param published size of the log's newest anchor that was published
 * @param bytes its length in the transaction's argument
 */
record Handed(Frontier log, String organisation, String dataset, HeadToAnchor head, long published, int bytes) {

    /** The log's head, which is submitted from now on. */
    static Handed of(Frontier log) {
        HeadToAnchor head = log.submit();
        int bytes = HeadText.encode(List.of(head)).getBytes(StandardCharsets.UTF_8).length;
        return new Handed(log, log.organisation(), log.dataset(), head, log.publishedSize(), bytes);
    }
}
