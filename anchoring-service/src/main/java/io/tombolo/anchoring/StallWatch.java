package io.tombolo.anchoring;

import io.tombolo.anchoring.transactions.TransactionSearch;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks now and then for transactions that hold readers up, because Kafka's clients wait for their end without a word. */
final class StallWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StallWatch.class);

    /** A coordinator that does not show a transaction may still know it; brokers let none be open for longer, by default. */
    private static final Duration UNKNOWN_HANGS_AFTER = Duration.ofMinutes(15);

    /** An open transaction is reported when it has held readers up for so long. */
    private static final Duration OPEN_REPORTED_AFTER = Duration.ofMinutes(1);

    private static final Duration REPEAT_WARNING = Duration.ofMinutes(10);

    private final Admin admin;
    private final TransactionSearch search;
    private final Predicate<String> topics;
    private final Consumer<List<TransactionSearch.OpenTransaction>> report;
    private final Clock clock;
    private final ScheduledExecutorService thread;
    private final Map<String, Long> firstSeen = new HashMap<>();
    private final Map<String, Long> warnedAt = new HashMap<>();
    private @Nullable String trouble;

    StallWatch(
            Admin admin,
            Predicate<String> topics,
            Consumer<List<TransactionSearch.OpenTransaction>> report,
            Clock clock) {
        this.admin = admin;
        this.search = new TransactionSearch(admin, clock);
        this.topics = topics;
        this.report = report;
        this.clock = clock;
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "stall-watch");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Hands what it finds in topics of those names to {@code report} after each look; owns {@code admin} from now on. */
    public static StallWatch start(
            Admin admin,
            Predicate<String> topics,
            Duration every,
            Consumer<List<TransactionSearch.OpenTransaction>> report,
            Clock clock) {
        StallWatch watch = new StallWatch(admin, topics, report, clock);
        var unused = watch.thread.scheduleWithFixedDelay(watch::look, 1_000, every.toMillis(), TimeUnit.MILLISECONDS);
        return watch;
    }

    private void look() {
        try {
            report(search.find(topics));
            trouble(search.refused().isEmpty() ? null : "the ACL Read is missing on " + search.refused());
        } catch (ExecutionException e) {
            // Brokers that are away, or partitions that move, are reported by others.
            if (!(e.getCause() instanceof RetriableException)) {
                trouble(String.valueOf(e.getCause()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("Transactions can't be looked at: a hanging one would not be seen");
        }
    }

    private void trouble(@Nullable String now) {
        if (now != null && !now.equals(trouble)) {
            LOG.atWarn()
                    .addKeyValue("reason", now)
                    .log("Transactions can't be looked at: a hanging one would not be seen");
        }
        trouble = now;
    }

    /** Decides which of them are to be reported, and logs a warning of each that is new. */
    void report(List<TransactionSearch.OpenTransaction> found) {
        long now = clock.millis();
        Set<String> keys = new HashSet<>();
        List<TransactionSearch.OpenTransaction> reported = new ArrayList<>();
        for (TransactionSearch.OpenTransaction one : found) {
            String key = one.producerId() + " " + one.firstOffsets();
            keys.add(key);
            long since = firstSeen.computeIfAbsent(key, any -> now);
            boolean unknown = one.transactionalId().isEmpty() && now - since >= UNKNOWN_HANGS_AFTER.toMillis();
            TransactionSearch.OpenTransaction seen = one.seen(since, one.hanging() || unknown);
            if (seen.hanging() || now - since >= OPEN_REPORTED_AFTER.toMillis()) {
                reported.add(seen);
                warn(key, seen, now);
            }
        }
        firstSeen.keySet().retainAll(keys);
        warnedAt.keySet().retainAll(keys);
        report.accept(reported);
    }

    private void warn(String key, TransactionSearch.OpenTransaction transaction, long now) {
        Long last = warnedAt.get(key);
        if (last == null || now - last >= REPEAT_WARNING.toMillis()) {
            warnedAt.put(key, now);
            LOG.atWarn()
                    .addKeyValue("transactionalId", transaction.name())
                    .addKeyValue("partitions", transaction.firstOffsets())
                    .addKeyValue("coordinator", transaction.coordinator())
                    .addKeyValue("decision", transaction.decision())
                    .log(
                            transaction.hanging()
                                    ? "A transaction hangs: nothing after its first record is read"
                                    : "An open transaction holds readers of committed records up");
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        admin.close(Duration.ofSeconds(1));
    }
}
