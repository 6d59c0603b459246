package io.tombolo.ledger;

import io.tombolo.schemas.anchor.AnchoredNote;
import io.tombolo.schemas.contract.AnchorRecord;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongConsumer;

/**
 * A server that confirms one head at a time as a ledger, such as a witness. It needs no registration, and it has no memory that can be
 * read: what it confirmed is known from its answers to this process alone.
 */
public final class AskedLedger implements Ledger {
    private final String name;
    private final int headsAtOnce;
    private final int transactionsPerDay;
    private final Asker asker;
    private final ExecutorService calls;
    private final Map<String, AnchorRecord> newest = new ConcurrentHashMap<>();
    private final Map<String, Long> named = new ConcurrentHashMap<>();

    /** Asks the server about one head; called by several threads. */
    @FunctionalInterface
    public interface Asker {
        /**
         * The anchor has its receipt.
         *
         * @param known takes the size of the head that the server names as its newest, if that is not the one that {@code head} begins at
         * @throws LedgerException when there is no answer, or one that makes no sense
         */
        AnchorOutcome ask(HeadToAnchor head, LongConsumer known);
    }

    /**
     * Nothing is asked yet.
     *
     * @param name the ledger's name in policies and anchors
     * @param headsAtOnce how many heads are passed in one call, where each call counts for the budget
     * @param transactionsPerDay how many calls its operator allows
     * @param callsAtOnce how many requests are on their way at the same time
     */
    public AskedLedger(String name, int headsAtOnce, int transactionsPerDay, int callsAtOnce, Asker asker) {
        this.name = name;
        this.headsAtOnce = headsAtOnce;
        this.transactionsPerDay = transactionsPerDay;
        this.asker = asker;
        this.calls = Executors.newFixedThreadPool(callsAtOnce, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int headsAtOnce() {
        return headsAtOnce;
    }

    @Override
    public int transactionsPerDay() {
        return transactionsPerDay;
    }

    @Override
    public List<AnchorOutcome> anchor(List<HeadToAnchor> heads) {
        List<CompletableFuture<AnchorOutcome>> asked = heads.stream()
                .map(head -> CompletableFuture.supplyAsync(() -> confirmed(head), calls))
                .toList();
        List<LedgerException> failures = new ArrayList<>();
        List<AnchorOutcome> outcomes =
                asked.stream().map(answer -> outcome(answer, failures)).toList();
        if (!failures.isEmpty() && failures.size() == heads.size()) {
            throw failures.get(0);
        }
        return outcomes;
    }

    /** A head whose request failed waits, as long as others were answered: a server can fail for one log alone permanently. */
    private static AnchorOutcome outcome(CompletableFuture<AnchorOutcome> answer, List<LedgerException> failures) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof LedgerException failure) {
                failures.add(failure);
                return new AnchorOutcome.Deferred(String.valueOf(failure.getMessage()));
            }
            throw e;
        }
    }

    private AnchorOutcome confirmed(HeadToAnchor head) {
        AnchorOutcome outcome = asker.ask(head, size -> named.put(head.origin(), size));
        if (outcome instanceof AnchorOutcome.Committed committed) {
            newest.put(head.origin(), committed.anchor());
        } else if (outcome instanceof AnchorOutcome.Refused) {
            newest.remove(head.origin());
        }
        return outcome;
    }

    @Override
    public Optional<AnchorRecord> read(String origin, long size) {
        return latest(origin).filter(anchor -> anchor.size() == size);
    }

    @Override
    public Optional<AnchorRecord> latest(String origin) {
        return Optional.ofNullable(newest.get(origin));
    }

    @Override
    public long sizeAlone(String origin) {
        return named.getOrDefault(origin, 0L);
    }

    @Override
    public List<AnchorRecord> history(String origin, long fromSize, int limit) {
        return latest(origin).filter(anchor -> anchor.size() >= fromSize).stream()
                .toList();
    }

    /** It keeps none: what it refuses is known to the process that asked. */
    @Override
    public List<AnchoredNote> forks(String origin) {
        return List.of();
    }

    @Override
    public Optional<byte[]> receipt(String origin, long size) {
        return read(origin, size).map(AnchorRecord::receipt).map(AskedLedger::bytes);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    /** What it confirms for others cannot be seen. */
    @Override
    public AnchorFeed follow(LedgerCursor after) {
        return new AnchorFeed() {
            @Override
            public Optional<AnchoringTransaction> next(Duration patience) {
                return Optional.empty();
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public RegistrationOutcome register(DatasetRegistration registration) {
        return new RegistrationOutcome.Registered();
    }

    /** Which keys count, if any, is configured at the server. */
    @Override
    public RegistrationOutcome rotateKey(LogKeyRotation rotation) {
        return new RegistrationOutcome.Registered();
    }

    @Override
    public List<LogKeyRange> logKeys(String organisation, String dataset) {
        return List.of();
    }

    @Override
    public void close() {
        calls.shutdownNow();
    }
}
