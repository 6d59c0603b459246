package io.tombolo.anchoring.status;

import io.tombolo.anchoring.transactions.TransactionSearch;
import io.tombolo.ledger.Credential;
import io.tombolo.ledger.LedgerPeer;
import io.tombolo.schemas.DatasetId;
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
        List<Log> logs,
        List<Ledger> ledgers,
        long appendedHere,
        long anchoredHere,
        long lag,
        Map<String, Long> rejected,
        List<TransactionSearch.OpenTransaction> transactions,
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
        return logs.stream().mapToLong(Log::appended).sum();
    }

    public long sealed() {
        return logs.stream().mapToLong(Log::sealed).sum();
    }

    public long anchored() {
        return logs.stream().mapToLong(Log::anchored).sum();
    }

    public long ledgerTransactions() {
        return ledgers.stream().mapToLong(Ledger::transactions).sum();
    }

    public long ledgerBytes() {
        return ledgers.stream().mapToLong(Ledger::bytes).sum();
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
    Ledger ledgerLike(Ledger one) {
        return ledgers.stream()
                .filter(ledger -> ledger.ledger().equals(one.ledger())
                        && ledger.organisation().equals(one.organisation()))
                .findFirst()
                .orElse(one);
    }

    /** Transactions that nothing will end. */
    public long hangingTransactions() {
        return transactions.stream()
                .filter(TransactionSearch.OpenTransaction::hanging)
                .count();
    }

    /** Logs that are not anchored any more. */
    public List<Log> setAside() {
        return logs.stream().filter(Log::setAside).toList();
    }

    /**
     * How far one log has come; sizes in leaves, as far as this process knows.
     *
     * @param appended leaves committed to the log
     * @param sealed size of the newest checkpoint
     * @param anchored size of the newest anchor
     * @param batchOpenedAt wall-clock time of the open batch's first leaf, ms; -1 when none is open
     * @param stateBytes length of what is saved of it at each commit
     * @param ledgerTransactions anchors of this log that this process saw committed
     * @param setAside whether the ledger, or the log itself, says that it can't be anchored any more; {@code lastError} says why
     * @param lastError what goes wrong with this log now; null while nothing does
     */
    public record Log(
            DatasetId dataset,
            String origin,
            String topic,
            int partition,
            long appended,
            long sealed,
            long anchored,
            long batchOpenedAt,
            int stateBytes,
            long ledgerTransactions,
            boolean setAside,
            @Nullable String lastError) {}

    /**
     * This process's dealings with one ledger since it began.
     *
     * @param organisation the one that opened the ledger, as whom it is used
     * @param required whether the service is not ready while it is away for long; a witness is not required
     * @param transactions distinct transactions that carried this process's anchors
     * @param bytes of heads that were submitted, consistency proofs and notes included
     * @param registrations datasets submitted for registration
     * @param errors calls to which there was no answer
     * @param refusals heads and datasets that the ledger's rules refused, by code
     * @param waiting logs with a head that the ledger does not hold yet
     * @param awaySince wall-clock time of the first of the calls without an answer, ms; -1 while the last one had one
     * @param overBudget whether heads wait only because the budget is used up
     * @param credentials certificates that the connection depends on, and when they run out
     * @param peers the servers that it is talked to through
     * @param lastError the failure in place of the last answer; null while there is one
     */
    public record Ledger(
            String ledger,
            String organisation,
            boolean required,
            long transactions,
            long bytes,
            long registrations,
            long errors,
            Map<String, Long> refusals,
            int waiting,
            long awaySince,
            boolean overBudget,
            List<Credential> credentials,
            List<LedgerPeer> peers,
            @Nullable String lastError) {
        public Ledger {
            refusals = Map.copyOf(refusals);
            credentials = List.copyOf(credentials);
            peers = List.copyOf(peers);
        }
    }
}
