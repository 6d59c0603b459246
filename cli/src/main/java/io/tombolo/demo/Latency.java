package io.tombolo.demo;

import io.tombolo.consumer.readside.ProvenanceClient;
import io.tombolo.ledger.AnchorReader;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.tile.TileReader;
import io.tombolo.schemas.commit.Entry;
import io.tombolo.schemas.contract.AnchorRecord;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How long events took from Kafka's timestamp to the ledger's.
 *
 * @param median p50
 * @param longest the maximum
 */
record Latency(Duration median, Duration longest) {

    /** Takes each event's own timestamp from the log's entries, and its anchor's from the ledger. */
    static final class Collector {
        private static final int ANCHORS = 1000;

        private final ProvenanceClient readSide;
        private final Set<String> transactions = new HashSet<>();
        private long[] millis = new long[0];

        Collector(ProvenanceClient readSide) {
            this.readSide = readSide;
        }

        void add(String origin, AnchorReader ledger) {
            List<AnchorRecord> anchors = ledger.history(origin, 0, ANCHORS);
            if (anchors.isEmpty()) {
                return;
            }
            AnchorRecord last = anchors.get(anchors.size() - 1);
            TileReader log = new TileReader(readSide.tiles(origin), new TreeHead(last.size(), last.root()));
            anchors.forEach(anchor -> transactions.add(anchor.transactionId()));
            int had = millis.length;
            millis = Arrays.copyOf(millis, had + Math.toIntExact(last.size()));
            AtomicInteger index = new AtomicInteger();
            AtomicInteger next = new AtomicInteger();
            log.forEachEntry(0, log.head().size(), entry -> {
                int leaf = index.getAndIncrement();
                while (anchors.get(next.get()).size() <= leaf) {
                    next.incrementAndGet();
                }
                long published = Entry.decode(entry).timestamp();
                millis[had + leaf] = anchors.get(next.get()).anchoredAt().toEpochMilli() - published;
            });
        }

        /** Ledger transactions that carried the anchors seen. */
        long transactions() {
            return transactions.size();
        }

        Latency result() {
            Arrays.sort(millis);
            int count = millis.length;
            return count == 0
                    ? new Latency(Duration.ZERO, Duration.ZERO)
                    : new Latency(Duration.ofMillis(millis[count / 2]), Duration.ofMillis(millis[count - 1]));
        }
    }
}
