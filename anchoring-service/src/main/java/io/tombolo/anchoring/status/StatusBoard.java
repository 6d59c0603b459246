package io.tombolo.anchoring.status;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.tombolo.anchoring.transactions.TransactionSearch;
import io.tombolo.ledger.Credential;
import io.tombolo.ledger.LedgerPeer;
import io.tombolo.schemas.DatasetId;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Where stream threads and anchorer note how far they are. Safe for use by several threads. */
public final class StatusBoard {
    private final Map<String, LogEntry> logs = new ConcurrentHashMap<>();
    private final Map<String, LedgerTally> ledgers = new ConcurrentSkipListMap<>();
    private final Map<String, LongAdder> rejected = new ConcurrentHashMap<>();
    private final LongAdder appended = new LongAdder();
    private final LongAdder anchored = new LongAdder();
    private final AtomicLong kafkaSeenAt = new AtomicLong(-1);
    private final CompositeMeterRegistry meters = new CompositeMeterRegistry();
    private volatile @Nullable String lastError;
    private volatile List<TransactionSearch.OpenTransaction> transactions = List.of();

    /** Holds the meters that are recorded into; add a registry to have them published. */
    public CompositeMeterRegistry meters() {
        return meters;
    }

    /** What a stream thread found saved of a log when it took it over. */
    public void resumed(LogProgress log) {
        entry(log.origin()).append(log);
    }

    /** What a stream thread has appended and sealed. */
    public void appended(LogProgress log) {
        appended.add(entry(log.origin()).append(log));
    }

    /** A record that was not a frame of a known schema, or another event of {@code tombolo.rejected}. */
    public void rejected(String reason) {
        rejected.computeIfAbsent(reason, r -> new LongAdder()).increment();
    }

    /** What the ledger was found to hold of a log. */
    public void onLedger(String origin, long size) {
        entry(origin).anchor(size, 0);
    }

    /**
     * The ledger has taken a head of this process.
     *
     * @param leaves that were not under an anchor before
     * @param sealedAgo ms since the head was sealed; negative when not known
     */
    public void anchored(String origin, long size, long leaves, long sealedAgo) {
        entry(origin).anchor(size, 1);
        anchored.add(leaves);
        if (sealedAgo >= 0) {
            sealToAnchor().record(Duration.ofMillis(sealedAgo));
        }
    }

    /** Made when it is first needed: a registry that is added later misses what was recorded before. */
    private Timer sealToAnchor() {
        return Timer.builder("tombolo.anchoring.seal.to.anchor")
                .description("from the seal of a head to the answer that it is on the ledger")
                .serviceLevelObjectives(
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(5),
                        Duration.ofHours(1))
                .register(meters);
    }

    public void failed(String origin, String error) {
        entry(origin).fail(error, false);
    }

    /** The log is not anchored any more. */
    public void setAside(String origin, String why) {
        entry(origin).fail(why, true);
    }

    /** The log is tried again. */
    public void takenUpAgain(String origin) {
        entry(origin).retry();
    }

    /** The counters of one ledger as one organisation uses it; {@code required} if the service is not ready without it. */
    public LedgerTally ledger(String name, String organisation, boolean required) {
        return ledgers.computeIfAbsent(name + " " + organisation, key -> new LedgerTally(name, organisation, required));
    }

    /** There is nothing more to report about it. */
    public void forgetLedger(String name, String organisation) {
        ledgers.remove(name + " " + organisation);
    }

    /** An error of no single log; null when all is well again. */
    public void failing(@Nullable String error) {
        lastError = error;
    }

    /** Transactions that hold readers of committed records up, from the last look at them. */
    public void transactions(List<TransactionSearch.OpenTransaction> found) {
        transactions = List.copyOf(found);
    }

    public List<TransactionSearch.OpenTransaction> transactions() {
        return transactions;
    }

    /** A broker answered at this time, wall clock, ms. */
    public void kafkaSeen(long at) {
        kafkaSeenAt.set(at);
    }

    /** Time of a broker's last answer; -1 for none yet. */
    public long kafkaSeenAt() {
        return kafkaSeenAt.get();
    }

    public List<AnchoringStatus.Ledger> ledgers() {
        return ledgers.values().stream().map(LedgerTally::read).toList();
    }

    public AnchoringStatus read(boolean ready) {
        return read(ready ? List.of() : List.of("partitions: not assigned yet"), -1);
    }

    /** Everything now; {@code lag} in records, -1 when not known. */
    public AnchoringStatus read(List<String> notReady, long lag) {
        List<AnchoringStatus.Log> sorted = logs.entrySet().stream()
                .map(log -> log.getValue().read(log.getKey()))
                .flatMap(Optional::stream)
                .sorted(Comparator.comparing(AnchoringStatus.Log::origin))
                .toList();
        Map<String, Long> reasons = new TreeMap<>();
        rejected.forEach((reason, count) -> reasons.put(reason, count.sum()));
        return new AnchoringStatus(
                notReady, sorted, ledgers(), appended.sum(), anchored.sum(), lag, reasons, transactions, lastError);
    }

    private LogEntry entry(String origin) {
        return logs.computeIfAbsent(origin, key -> new LogEntry());
    }

    /** Counts one ledger's answers. Safe for use by several threads. */
    public static final class LedgerTally {
        private final String ledger;
        private final String organisation;
        private final boolean required;
        private final Map<String, Long> refusals = new TreeMap<>();
        private long transactions;
        private long bytes;
        private long registrations;
        private long errors;
        private int waiting;
        private long awaySince = -1;
        private boolean overBudget;
        private List<Credential> credentials = List.of();
        private List<LedgerPeer> peers = List.of();
        private @Nullable String lastError;

        LedgerTally(String ledger, String organisation, boolean required) {
            this.ledger = ledger;
            this.organisation = organisation;
            this.required = required;
        }

        /** An answer, and what it cost. */
        public synchronized void answered(int moreTransactions, int moreRegistrations, long moreBytes) {
            transactions += moreTransactions;
            registrations += moreRegistrations;
            bytes += moreBytes;
        }

        /** The ledger can be asked. */
        public synchronized void here() {
            awaySince = -1;
            lastError = null;
        }

        /** The ledger could not be asked, at {@code now} (wall clock, ms). */
        public synchronized void away(String error, long now) {
            errors++;
            lastError = error;
            awaySince = awaySince < 0 ? now : awaySince;
        }

        public synchronized void refused(String code) {
            refusals.merge(code, 1L, Long::sum);
        }

        /** How many logs wait now, and whether for the budget. */
        public synchronized void waiting(int logs, boolean forBudget) {
            waiting = logs;
            overBudget = forBudget;
        }

        /** What the connection depends on now. */
        public synchronized void connection(List<Credential> certificates, List<LedgerPeer> servers) {
            credentials = certificates;
            peers = servers;
        }

        synchronized AnchoringStatus.Ledger read() {
            return new AnchoringStatus.Ledger(
                    ledger,
                    organisation,
                    required,
                    transactions,
                    bytes,
                    registrations,
                    errors,
                    refusals,
                    waiting,
                    awaySince,
                    overBudget,
                    credentials,
                    peers,
                    lastError);
        }
    }

    /**
     * What a stream thread has committed, or is about to, of one log.
     *
     * @param appended leaves of the log
     * @param sealed size of the newest checkpoint
     * @param batchOpenedAt wall-clock time of the open batch's first leaf, ms; -1 when none is open
     * @param stateBytes length of the saved state
     */
    public record LogProgress(
            DatasetId dataset,
            String origin,
            String topic,
            int partition,
            long appended,
            long sealed,
            long batchOpenedAt,
            int stateBytes) {}
}
