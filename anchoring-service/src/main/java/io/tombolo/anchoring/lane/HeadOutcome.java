package io.tombolo.anchoring.lane;

import io.opentelemetry.api.trace.SpanContext;
import io.tombolo.ledger.HeadToAnchor;
import io.tombolo.ledger.Refusal;
import io.tombolo.ledger.wire.HeadText;
import io.tombolo.schemas.contract.AnchorRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The outcome of one submitted head. */
public sealed interface HeadOutcome {
    /**
     * A head on its way to the ledger.
     *
     * @param dataset its dataset's name, within the organisation
     * @param published size of the log's newest anchor that was published
     * @param bytes its length in the transaction's argument
     * @param traces spans of the batches that lead to it, of those with sampled records
     */
    record Head(
            String organisation,
            String dataset,
            HeadToAnchor head,
            long published,
            int bytes,
            List<SpanContext> traces) {
        public Head {
            traces = List.copyOf(traces);
        }

        public static Head of(String organisation, String dataset, HeadToAnchor head, long published) {
            int bytes = HeadText.encode(List.of(head)).getBytes(StandardCharsets.UTF_8).length;
            return new Head(organisation, dataset, head, published, bytes, List.of());
        }

        /** The same with spans. */
        public Head with(List<SpanContext> spans) {
            return new Head(organisation, dataset, head, published, bytes, spans);
        }
    }

    /** On the ledger; the anchors that are to be published, with their receipts: this head's, and older ones that never were. */
    record Anchored(List<AnchorRecord> anchors) implements HeadOutcome {
        public Anchored {
            anchors = List.copyOf(anchors);
        }
    }

    record Refused(Refusal why) implements HeadOutcome {}

    /** The ledger refuses the dataset itself. */
    record NotRegistered(Refusal why) implements HeadOutcome {}

    /** Nobody knows yet: submitted again, the same head gets an answer. */
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
