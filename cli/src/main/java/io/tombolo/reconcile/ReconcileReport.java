package io.tombolo.reconcile;

import java.time.Instant;
import java.util.List;

/**
 * What came of comparing a source with its feed.
 *
 * @param system the kind of source: {@code postgresql}, {@code mariadb} or {@code file}
 * @param position where the snapshot was in the source's history; of files, the folder
 */
record ReconcileReport(
        String connector,
        String organisation,
        String system,
        String position,
        Instant startedAt,
        Instant finishedAt,
        List<TableReport> tables) {
    public ReconcileReport {
        tables = List.copyOf(tables);
    }

    /** Whether all tables are equal. */
    public boolean isEqual() {
        return tables.stream().allMatch(TableReport::isEqual);
    }
}
