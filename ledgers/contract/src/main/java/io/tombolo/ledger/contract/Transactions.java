package io.tombolo.ledger.contract;

import static java.util.Objects.requireNonNull;

import io.tombolo.ledger.LedgerException;
import java.time.Instant;
import java.util.List;

/**
 * Sends calls to the contract by the retry rule: signed bytes are on our disk before they are sent, and only the same bytes are sent again
 * until their fate is known. One caller at a time, who holds this object's monitor.
 */
public interface Transactions {
    /** In a block that does not go away. */
    record Mined(String id, long block, Instant time, List<ContractEvent> events) {
        public Mined {
            requireNonNull(id, "id");
            requireNonNull(time, "time");
            events = List.copyOf(events);
        }
    }

    /** It is not sent, for a reason that passes. */
    final class NotNow extends Exception {
        private static final long serialVersionUID = 1L;

        public NotNow(String why) {
            super(why);
        }
    }

    /** It was sent, and time ran out before its fate was known. */
    final class StillOpen extends Exception {
        private static final long serialVersionUID = 1L;

        private final String id;

        public StillOpen(String id, String why) {
            super(why);
            this.id = id;
        }

        public String id() {
            return id;
        }
    }

    /**
     * Settles what an earlier call, or an earlier process, left open.
     *
     * @throws StillOpen while something is
     */
    void settleOlder() throws StillOpen;

    /**
     * Gas that a call needs, with room for a state that has changed by then; 0 on a chain where nobody pays for it.
     *
     * @throws LedgerException when the node refuses the call
     */
    long gas(byte[] call);

    /**
     * Signs, keeps and sends a call, and waits until its fate is known.
     *
     * @param doing for messages, for example {@code anchor 3 heads}
     * @throws LedgerException when the account can't pay, or the transaction failed as a whole
     */
    Mined transact(String doing, byte[] call, long gas) throws NotNow, StillOpen;
}
