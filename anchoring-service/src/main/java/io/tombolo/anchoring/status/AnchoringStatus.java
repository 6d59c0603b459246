package io.tombolo.anchoring.status;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The whole service at one moment.
 *
 * @param ready whether records are being read: the stream threads run
 * @param logs sorted by origin
 * @param ledgerTransactions distinct ledger transactions that carried this process's anchors
 * @param lastError the last error that isn't one log's; null while the last try went well
 */
public record AnchoringStatus(
        boolean ready,
        List<LogStatus> logs,
        long ledgerTransactions,
        @Nullable String lastError) {
    public AnchoringStatus {
        logs = List.copyOf(logs);
    }

    public long appended() {
        return logs.stream().mapToLong(LogStatus::appended).sum();
    }

    public long sealed() {
        return logs.stream().mapToLong(LogStatus::sealed).sum();
    }

    public long anchored() {
        return logs.stream().mapToLong(LogStatus::anchored).sum();
    }
}
