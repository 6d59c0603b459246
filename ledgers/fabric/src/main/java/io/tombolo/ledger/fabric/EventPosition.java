package io.tombolo.ledger.fabric;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tombolo.ledger.AnchoringTransaction;
import io.tombolo.ledger.LedgerCursor;
import io.tombolo.ledger.LedgerException;
import io.tombolo.ledger.wire.AnchorEvent;
import java.util.Optional;
import org.hyperledger.fabric.client.ChaincodeEvent;

/**
 * How far a feed has come. It asks for the cursor's block again and skips to the cursor itself: a gateway that is asked to do
 * that never sends anything when it doesn't know the transaction, and a cursor of another ledger would pass for a quiet one.
 */
final class EventPosition {
    private static final String ANCHORED = "anchored";

    private LedgerCursor cursor;
    private boolean skipping;

    EventPosition(LedgerCursor after) {
        this.cursor = after;
    }

    LedgerCursor cursor() {
        return cursor;
    }

    /** From the cursor's block on again, as each new stream begins. */
    void restart() {
        skipping = !cursor.isStart();
    }

    /** The event's transaction, if it comes after the cursor and anchors something. */
    Optional<AnchoringTransaction> advance(ChaincodeEvent event) {
        if (skipping) {
            if (event.getBlockNumber() != cursor.block()) {
                throw new LedgerException(
                        "cursor '" + cursor + "' is not on this ledger: its block " + cursor.block()
                                + " holds no such anchoring transaction",
                        null);
            }
            skipping = !event.getTransactionId().equals(cursor.transactionId());
            return Optional.empty();
        }
        if (!event.getEventName().equals(ANCHORED)) {
            return Optional.empty();
        }
        AnchoringTransaction transaction = read(event);
        cursor = transaction.cursor();
        return Optional.of(transaction);
    }

    private static AnchoringTransaction read(ChaincodeEvent event) {
        LedgerCursor at = new LedgerCursor(event.getBlockNumber(), event.getTransactionId());
        try {
            return new AnchoringTransaction(
                    at,
                    AnchorEvent.decode(new String(event.getPayload(), UTF_8)).heads());
        } catch (IllegalArgumentException e) {
            throw new LedgerException(
                    "event of transaction " + event.getTransactionId() + " can't be read: " + e.getMessage(), e);
        }
    }
}
