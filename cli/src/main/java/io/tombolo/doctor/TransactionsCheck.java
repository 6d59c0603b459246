package io.tombolo.doctor;

import io.tombolo.anchoring.transactions.TransactionSearch;
import io.tombolo.anchoring.transactions.TransactionSearch.OpenTransaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Whether a transaction keeps readers of committed records from continuing. */
final class TransactionsCheck implements Check {
    /** Kafka's own limit of a transaction's time is not longer by default. */
    private static final Duration LONG = Duration.ofMinutes(15);

    @Override
    public String name() {
        return "transactions";
    }

    @Override
    public List<Finding> look(Patient patient) throws Exception {
        TransactionSearch search = new TransactionSearch(patient.kafka(), patient.clock());
        List<Finding> found = new ArrayList<>();
        for (OpenTransaction open : search.find(topic -> true)) {
            judge(open, patient.clock().millis(), found);
        }
        for (String topic : search.refused()) {
            found.add(new Finding(Fault.KAFKA_REFUSED, topic, "its producers may not be described"));
        }
        return found;
    }

    static void judge(OpenTransaction open, long now, List<Finding> found) {
        if (open.hanging()) {
            found.add(new Finding(Fault.TRANSACTION_HANGS, open.name(), open.text()));
        } else if (open.lastRecordAt() >= 0 && now - open.lastRecordAt() > LONG.toMillis()) {
            found.add(new Finding(
                    Fault.TRANSACTION_OPEN,
                    open.name(),
                    open.text() + ", the last record " + (now - open.lastRecordAt()) / 1_000 + " s ago, limit "
                            + LONG.toSeconds() + " s"));
        }
    }
}
