package io.tombolo.anchoring.status;

import io.tombolo.anchoring.config.ReadyConfig;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Says what keeps the service from being ready: traffic of people and alarms hang on it, so it names each reason. */
public final class Readiness {
    private final ReadyConfig limits;
    private final Clock clock;

    public Readiness(ReadyConfig limits, Clock clock) {
        this.limits = limits;
        this.clock = clock;
    }

    /** Empty when ready. {@code assigned}: all stream threads have their partitions. */
    public List<String> missing(boolean assigned, StatusBoard status) {
        List<String> missing = new ArrayList<>();
        long now = clock.millis();
        if (!assigned) {
            missing.add("partitions: not assigned yet");
        }
        long seen = status.kafkaSeenAt();
        if (seen < 0) {
            missing.add("kafka: no broker has answered yet");
        } else if (now - seen > limits.kafkaAwayMs()) {
            missing.add("kafka: no broker has answered for " + (now - seen) + " ms, limit " + limits.kafkaAwayMs());
        }
        for (LedgerStatus ledger : status.ledgers()) {
            if (ledger.awaySince() >= 0 && now - ledger.awaySince() > limits.ledgerAwayMs()) {
                missing.add("ledger " + ledger.ledger() + " of " + ledger.organisation() + ": no answer for "
                        + (now - ledger.awaySince()) + " ms, limit " + limits.ledgerAwayMs() + " ("
                        + ledger.lastError() + ")");
            }
        }
        return missing;
    }
}
