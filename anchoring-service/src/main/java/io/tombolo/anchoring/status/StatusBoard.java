package io.tombolo.anchoring.status;

import io.tombolo.schemas.DatasetId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Where stream threads and anchorer note how far they are. Safe for use by several threads. */
public final class StatusBoard {
    private final Map<String, LogStatus> logs = new ConcurrentHashMap<>();
    private final AtomicLong ledgerTransactions = new AtomicLong();
    private volatile @Nullable String lastError;

    /** What a stream thread has appended and sealed. */
    public void appended(DatasetId dataset, String origin, String topic, int partition, long size, long sealed) {
        logs.compute(
                origin,
                (key, old) -> old == null
                        ? new LogStatus(dataset, origin, topic, partition, size, sealed, 0, 0, null)
                        : new LogStatus(
                                dataset,
                                origin,
                                topic,
                                partition,
                                Math.max(size, old.appended()),
                                Math.max(sealed, old.sealed()),
                                old.anchored(),
                                old.ledgerTransactions(),
                                old.lastError()));
    }

    /** What the ledger holds of a log; {@code anchors} more were committed by this process. */
    public void anchored(String origin, long size, int anchors) {
        update(
                origin,
                old -> new LogStatus(
                        old.dataset(),
                        origin,
                        old.topic(),
                        old.partition(),
                        old.appended(),
                        old.sealed(),
                        Math.max(size, old.anchored()),
                        old.ledgerTransactions() + anchors,
                        null));
    }

    public void failed(String origin, String error) {
        update(
                origin,
                old -> new LogStatus(
                        old.dataset(),
                        origin,
                        old.topic(),
                        old.partition(),
                        old.appended(),
                        old.sealed(),
                        old.anchored(),
                        old.ledgerTransactions(),
                        error));
    }

    /** Counts distinct ledger transactions. */
    public void ledgerTransactions(long more) {
        ledgerTransactions.addAndGet(more);
    }

    /** An error of no single log; null when all is well again. */
    public void failing(@Nullable String error) {
        lastError = error;
    }

    public AnchoringStatus read(boolean ready) {
        List<LogStatus> sorted = logs.values().stream()
                .sorted(Comparator.comparing(LogStatus::origin))
                .toList();
        return new AnchoringStatus(ready, sorted, ledgerTransactions.get(), lastError);
    }

    private void update(String origin, UnaryOperator<LogStatus> change) {
        logs.computeIfPresent(origin, (key, old) -> change.apply(old));
    }
}
