package io.tombolo.provenance;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tombolo.provenance.store.HeadList;
import io.tombolo.provenance.store.HeldAnchor;
import io.tombolo.provenance.store.HeldCheckpoint;
import io.tombolo.provenance.store.StoredLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A dataset's events, batches and anchors in buckets of time. Events count at the time of their seal: a bucket costs a few steps of a
 * search among the heads, however many events it has.
 *
 * @param pending events that are not sealed yet, which are in no bucket
 */
record Timeline(
        @JsonProperty("from") String from,
        @JsonProperty("to") String to,
        @JsonProperty("bucket_ms") long bucketMillis,
        @JsonProperty("pending") long pending,
        @JsonProperty("buckets") List<Bucket> buckets) {

    record Bucket(
            @JsonProperty("start") String start,
            @JsonProperty("events") long events,
            @JsonProperty("batches") long batches,
            @JsonProperty("anchors") long anchors) {}

    /** A stretch of time in milliseconds since 1970, its end excluded, divided into parts. */
    record Span(long from, long to, int parts) {
        long part() {
            return Math.max(1, (to - from + parts - 1) / parts);
        }

        long start(int number) {
            return from + number * part();
        }

        /** Parts that begin before the end. */
        int used() {
            return (int) Math.min(parts, (to - from + part() - 1) / part());
        }
    }

    static Timeline of(List<StoredLog> logs, Span span) {
        int buckets = span.used();
        long[] events = new long[buckets];
        long[] batches = new long[buckets];
        long[] anchors = new long[buckets];
        long pending = 0;
        for (StoredLog log : logs) {
            HeadList<HeldCheckpoint> heads = log.sealed();
            long before = heads.since(span.from());
            for (int i = 0; i < buckets; i++) {
                long after = heads.since(Math.min(span.to(), span.start(i + 1)));
                batches[i] += after - before;
                events[i] += sizeBefore(heads, after) - sizeBefore(heads, before);
                before = after;
            }
            for (String ledger : log.view().anchors().keySet()) {
                log.anchored(ledger).ifPresent(held -> count(held, span, anchors));
            }
            pending += log.view().entries() - log.view().size();
        }
        List<Bucket> lines = new ArrayList<>();
        for (int i = 0; i < buckets; i++) {
            lines.add(new Bucket(text(span.start(i)), events[i], batches[i], anchors[i]));
        }
        return new Timeline(text(span.from()), text(span.to()), span.part(), pending, lines);
    }

    private static void count(HeadList<HeldAnchor> held, Span span, long[] anchors) {
        long before = held.since(span.from());
        for (int i = 0; i < anchors.length; i++) {
            long after = held.since(Math.min(span.to(), span.start(i + 1)));
            anchors[i] += after - before;
            before = after;
        }
    }

    private static long sizeBefore(HeadList<?> heads, long place) {
        return place == 0 ? 0 : heads.size(place - 1);
    }

    static String text(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }
}
