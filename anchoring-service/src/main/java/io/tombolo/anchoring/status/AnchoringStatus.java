package io.tombolo.anchoring.status;

import io.tombolo.anchoring.transactions.OpenTransaction;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The whole service at one moment, as far as this process knows.
 *
 * @param notReady why the service is not ready, one sentence each; empty when it is
 * @param logs those that this process appends to, sorted by origin
 * @param appendedHere leaves that this process appended since it began
 * @param anchoredHere leaves that this process brought under an anchor since it began
 * @param lag records on the broker that were not fetched yet; -1 when not known
 * @param rejected records reported in {@code tombolo.rejected} since the process began, by reason
 * @param transactions those that hold readers of committed records up, hanging or open for a minute
 * @param lastError the last error that isn't one log's; null while the last try went well
 */
public record AnchoringStatus(
        List<String> notReady,
        List<LogStatus> logs,
        List<LedgerStatus> ledgers,
        long appendedHere,
        long anchoredHere,
        long lag,
        Map<String, Long> rejected,
        List<OpenTransaction> transactions,
        @Nullable String lastError) {
    private static final double MILLION = 1e6;

    public AnchoringStatus {
        notReady = List.copyOf(notReady);
        logs = List.copyOf(logs);
        ledgers = List.copyOf(ledgers);
        rejected = Map.copyOf(rejected);
        transactions = List.copyOf(transactions);
    }

    /** Whether records are being read, and the broker and all ledgers have answered lately. */
    public boolean ready() {
        return notReady.isEmpty();
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

    public long ledgerTransactions() {
        return ledgers.stream().mapToLong(LedgerStatus::transactions).sum();
    }

    public long ledgerBytes() {
        return ledgers.stream().mapToLong(LedgerStatus::bytes).sum();
    }

    /** What a million events cost so far, in ledger transactions; NaN before the first anchor. */
    public double transactionsPerMillion() {
        return anchoredHere == 0 ? Double.NaN : ledgerTransactions() * MILLION / anchoredHere;
    }

    /** What a million events cost so far, in bytes of heads on ledgers; NaN before the first anchor. */
    public double bytesPerMillion() {
        return anchoredHere == 0 ? Double.NaN : ledgerBytes() * MILLION / anchoredHere;
    }

    /** The present state of that ledger as that organisation uses it; the given one when there is none any more. */
    LedgerStatus ledgerLike(LedgerStatus one) {
        return ledgers.stream()
                .filter(ledger -> ledger.ledger().equals(one.ledger())
                        && ledger.organisation().equals(one.organisation()))
                .findFirst()
                .orElse(one);
    }

    /** Transactions that nothing will end. */
    public long hangingTransactions() {
        return transactions.stream().filter(OpenTransaction::hanging).count();
    }

    /** Logs that are not anchored any more. */
    public List<LogStatus> setAside() {
        return logs.stream().filter(LogStatus::setAside).toList();
    }
}
