package io.tombolo.provenance;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tombolo.provenance.store.HeadList;
import io.tombolo.provenance.store.HeldAnchor;
import io.tombolo.provenance.store.HeldCheckpoint;
import io.tombolo.provenance.store.StoredLog;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long batches waited from seal to anchor on one ledger, by the time of the seal.
 *
 * @param ledger null before the first anchor
 * @param exact false where only some of very many batches were looked at, evenly spread
 */
record Latency(
        @JsonProperty("from") String from,
        @JsonProperty("to") String to,
        @JsonProperty("ledger") @Nullable String ledger,
        @JsonProperty("exact") boolean exact,
        @JsonProperty("points") List<Point> points) {
    /** Batches that are looked at for one answer; each is read from a file, and its anchor too. */
    static final int MOST = 20_000;

    record Point(
            @JsonProperty("at") String at,
            @JsonProperty("min_ms") long min,
            @JsonProperty("mean_ms") long mean,
            @JsonProperty("max_ms") long max,
            @JsonProperty("batches") long batches) {}

    static Latency of(List<StoredLog> logs, Timeline.Span span, @Nullable String ledger) {
        List<long[]> parts = new ArrayList<>();
        for (int i = 0; i < span.used(); i++) {
            parts.add(new long[] {Long.MAX_VALUE, 0, Long.MIN_VALUE, 0});
        }
        boolean exact = true;
        if (ledger != null) {
            int share = Math.max(1, MOST / Math.max(1, logs.size()));
            for (StoredLog log : logs) {
                exact &= add(log, span, ledger, share, parts);
            }
        }
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            long[] part = parts.get(i);
            if (part[3] > 0) {
                points.add(new Point(Timeline.text(span.start(i)), part[0], part[1] / part[3], part[2], part[3]));
            }
        }
        return new Latency(Timeline.text(span.from()), Timeline.text(span.to()), ledger, exact, points);
    }

    private static boolean add(StoredLog log, Timeline.Span span, String ledger, int most, List<long[]> parts) {
        HeadList<HeldAnchor> anchors = log.anchored(ledger).orElse(null);
        if (anchors == null) {
            return true;
        }
        HeadList<HeldCheckpoint> heads = log.sealed();
        long first = heads.since(span.from());
        long end = heads.since(span.to());
        long step = Math.max(1, (end - first + most - 1) / most);
        for (long place = first; place < end; place += step) {
            long covering = anchors.ceiling(heads.size(place));
            if (covering == anchors.count()) {
                break;
            }
            long sealedAt = heads.time(place);
            long took = anchors.time(covering) - sealedAt;
            int number = (int) ((sealedAt - span.from()) / span.part());
            if (number >= 0 && number < parts.size()) {
                long[] part = parts.get(number);
                part[0] = Math.min(part[0], took);
                part[1] += took;
                part[2] = Math.max(part[2], took);
                part[3]++;
            }
        }
        return step == 1;
    }
}
