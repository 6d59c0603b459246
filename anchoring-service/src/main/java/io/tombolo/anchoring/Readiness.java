package io.tombolo.anchoring;

import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.anchoring.status.AnchoringStatus;
import io.tombolo.anchoring.status.StatusBoard;
import io.tombolo.anchoring.transactions.TransactionSearch;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Says what keeps the service from being ready: traffic of people and alarms hang on it, so it names each reason. */
final class Readiness {
    private static final long LONG_UNASSIGNED_MS = 60_000;

    private final AnchoringConfig.Ready limits;
    private final Clock clock;

    public Readiness(AnchoringConfig.Ready limits, Clock clock) {
        this.limits = limits;
        this.clock = clock;
    }

    /** Empty when ready. {@code unassigned}: how long stream threads have been without their partitions, ms; -1 when they have them. */
    public List<String> missing(long unassigned, StatusBoard status) {
        List<String> missing = new ArrayList<>();
        long now = clock.millis();
        if (unassigned > LONG_UNASSIGNED_MS) {
            missing.add("partitions: not assigned for " + unassigned / 1000 + " s: the group, or the offsets that it"
                    + " committed, can't be read; see the log");
        } else if (unassigned >= 0) {
            missing.add("partitions: not assigned yet");
        }
        for (TransactionSearch.OpenTransaction transaction : status.transactions()) {
            // One in the groups' offsets may be another group's, as long as this one continues.
            if (transaction.hanging() && (unassigned >= 0 || transaction.holdsRecords())) {
                missing.add(transaction.text() + " (docs/anchoring-service.md, Hanging transactions)");
            }
        }
        long seen = status.kafkaSeenAt();
        if (seen < 0) {
            missing.add("kafka: no broker has answered yet");
        } else if (now - seen > limits.kafkaAwayMs()) {
            missing.add("kafka: no broker has answered for " + (now - seen) + " ms, limit " + limits.kafkaAwayMs());
        }
        for (AnchoringStatus.Ledger ledger : status.ledgers()) {
            if (ledger.required() && ledger.awaySince() >= 0 && now - ledger.awaySince() > limits.ledgerAwayMs()) {
                missing.add("ledger " + ledger.ledger() + " of " + ledger.organisation() + ": no answer for "
                        + (now - ledger.awaySince()) + " ms, limit " + limits.ledgerAwayMs() + " ("
                        + ledger.lastError() + ")");
            }
        }
        return missing;
    }
}
