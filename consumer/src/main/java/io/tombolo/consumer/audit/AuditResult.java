package io.tombolo.consumer.audit;

import io.tombolo.schemas.DatasetId;
import io.tombolo.verification.verdict.Level;
import io.tombolo.verification.verdict.Trust;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What an audit came to.
 *
 * @param events records that were read and compared, or are known to be missing: the sealed size of all partitions
 * @param anchored how many of those lie below a head that a ledger vouches for
 * @param unsealed records that no checkpoint covers yet, so that nothing can be said about them
 * @param level what holds for every record of the dataset, the unsealed ones included; empty when something is refused
 * @param refusals by partition and offset, at most {@link #MAX_REFUSALS}
 * @param refused how many refusals there were in all
 */
public record AuditResult(
        DatasetId dataset,
        int partitions,
        long events,
        long anchored,
        long unsealed,
        Optional<Level> level,
        List<AuditRefusal> refusals,
        long refused,
        Trust trust,
        boolean development,
        Duration elapsed) {
    /** How many refusals are kept one by one. */
    public static final int MAX_REFUSALS = 100_000;

    public AuditResult {
        refusals = List.copyOf(refusals);
    }

    /** Nothing was refused. */
    public boolean isGood() {
        return refused == 0;
    }

    public double eventsPerSecond() {
        return (events + unsealed) / Math.max(1e-9, elapsed.toNanos() / 1e9);
    }
}
