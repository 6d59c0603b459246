package io.tombolo.anchoring.lane;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.tombolo.schemas.contract.AnchorRecord;
import io.tombolo.tracing.Traced;
import io.tombolo.tracing.Tracing;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The spans of calls to one ledger that carry heads of batches with sampled records. One call at a time; receipts are read by several threads. */
final class LedgerTraces {
    private record Call(SpanContext span, Set<String> origins) {}

    private final Tracing tracing;
    private final String ledger;
    private volatile @Nullable Call open;

    LedgerTraces(Tracing tracing, String ledger) {
        this.tracing = tracing;
        this.ledger = ledger;
    }

    /** Makes a call, in a span if one of its heads is traced. */
    HeadOutcome.Call call(List<HeadOutcome.Head> heads, Supplier<HeadOutcome.Call> call) {
        Span span = begin(heads);
        if (span == null) {
            return call.get();
        }
        try {
            HeadOutcome.Call outcome = call.get();
            end(span, outcome);
            return outcome;
        } finally {
            open = null;
            span.end();
        }
    }

    private @Nullable Span begin(List<HeadOutcome.Head> heads) {
        Traced batches = new Traced();
        heads.forEach(head -> head.traces().forEach(batches::add));
        Span span = tracing.join("anchor " + ledger, SpanKind.CLIENT, batches);
        if (span != null) {
            span.setAttribute("tombolo.ledger", ledger);
            span.setAttribute("tombolo.heads", (long) heads.size());
            span.setAttribute("tombolo.traced.batches", batches.count());
            open = new Call(
                    span.getSpanContext(),
                    heads.stream()
                            .filter(head -> !head.traces().isEmpty())
                            .map(head -> head.head().origin())
                            .collect(Collectors.toSet()));
        }
        return span;
    }

    private static void end(Span span, HeadOutcome.Call outcome) {
        outcome.each().stream()
                .filter(HeadOutcome.Anchored.class::isInstance)
                .flatMap(head -> ((HeadOutcome.Anchored) head).anchors().stream())
                .map(AnchorRecord::transactionId)
                .findFirst()
                .ifPresent(id -> span.setAttribute("tombolo.transaction.id", id));
        if (outcome.failure() != null) {
            span.setStatus(StatusCode.ERROR, outcome.failure());
        }
    }

    /** Reads a receipt, in a span if the call that is open is traced for this log. */
    <T> T receipt(String origin, Supplier<T> read) {
        Call call = open;
        Span span = call == null || !call.origins().contains(origin)
                ? null
                : tracing.follow("receipt " + ledger, SpanKind.CLIENT, call.span());
        if (span == null) {
            return read.get();
        }
        try {
            return read.get();
        } catch (RuntimeException e) {
            span.setStatus(StatusCode.ERROR, String.valueOf(e.getMessage()));
            throw e;
        } finally {
            span.setAttribute("tombolo.ledger", ledger);
            span.setAttribute("tombolo.origin", origin);
            span.end();
        }
    }
}
