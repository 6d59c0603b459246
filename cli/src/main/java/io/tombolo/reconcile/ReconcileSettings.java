package io.tombolo.reconcile;

import java.time.Duration;
import java.util.List;

/**
 * How a source is compared.
 *
 * @param tables some of the connector's tables; empty for all
 * @param rowsPerSecond how many rows of the source are read in a second at most; 0 for no limit
 * @param patience how long the connector may take to pass the snapshot, and the ledger to anchor what it shared
 */
record ReconcileSettings(List<String> tables, long rowsPerSecond, Duration patience) {
    public ReconcileSettings {
        tables = List.copyOf(tables);
        if (rowsPerSecond < 0) {
            throw new ReconcileException("rows per second: " + rowsPerSecond + ", at least 0");
        }
        if (patience.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new ReconcileException("patience: " + patience + ", at least 1 second");
        }
    }
}
