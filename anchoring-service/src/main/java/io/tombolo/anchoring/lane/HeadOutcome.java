package io.tombolo.anchoring.lane;

import io.tombolo.ledger.Refusal;
import io.tombolo.schemas.contract.AnchorRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of one head that was handed in. */
public sealed interface HeadOutcome {

    /** On the ledger; the anchors that are to be published, with their receipts: this head's, and older ones that never were. */
    record Anchored(List<AnchorRecord> anchors) implements HeadOutcome {
        public Anchored {
            anchors = List.copyOf(anchors);
        }
    }

    record Refused(Refusal why) implements HeadOutcome {}

    /** The ledger refuses the dataset itself. */
    record NotRegistered(Refusal why) implements HeadOutcome {}

    /** Nobody knows yet: handed in again, the same head gets an answer. */
    record Open() implements HeadOutcome {}

    /**
     * All heads of one call.
     *
     * @param each in the heads' order; all open when the ledger couldn't be asked
     * @param transactions distinct ledger transactions that this call learnt of
     * @param registrations datasets that were registered, each by a transaction of its own
     * @param bytes of heads that went to the ledger
     * @param failure why not all could be learnt; null when all went well
     */
    record Call(
            List<HeadOutcome> each,
            int transactions,
            int registrations,
            long bytes,
            @Nullable String failure) {}
}
