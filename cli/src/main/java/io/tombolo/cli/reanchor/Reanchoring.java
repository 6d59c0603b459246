package io.tombolo.cli.reanchor;

import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.anchoring.lane.HeadOutcome;
import io.tombolo.anchoring.lane.Lanes;
import io.tombolo.anchoring.lane.LedgerLane;
import io.tombolo.anchoring.probe.Probe;
import io.tombolo.anchoring.seal.LogKeys;
import io.tombolo.anchoring.status.StatusBoard;
import io.tombolo.cli.shell.CommandException;
import io.tombolo.ledger.LedgerException;
import io.tombolo.ledger.Refusal;
import io.tombolo.merkle.TreeHead;
import io.tombolo.schemas.contract.AnchorRecord;
import io.tombolo.server.Consortium;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings heads to one ledger through the lanes by which the anchoring service reaches its own, so with the same budget, pauses,
 * registrations and receipts. Its only memory is that ledger and {@code tombolo.anchors}: whenever it ends, the next run continues
 * there. For one thread.
 */
final class Reanchoring implements AutoCloseable {
    private static final long LOOK_MS = 10;

    private final AnchoringConfig.Anchor config;
    private final Consortium target;
    private final Publication publication;
    private final Duration patience;
    private final Clock clock;
    private final ExecutorService threads;
    private final Lanes lanes;

    private final Map<String, Deque<LogToBring>> open = new TreeMap<>();
    private final Map<LedgerLane, List<Sent>> sent = new HashMap<>();
    private long answeredAt;
    private long brought;
    private long transactions;

    private record Sent(LogToBring log, TreeHead head) {}

    /** @param patience how long the ledger may give no answer before this ends */
    Reanchoring(
            AnchoringConfig.Anchor config,
            LogKeys keys,
            Consortium target,
            Publication publication,
            Duration patience,
            Clock clock) {
        this.config = config;
        this.target = target;
        this.publication = publication;
        this.patience = patience;
        this.clock = clock;
        this.threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "reanchor-ledger");
            thread.setDaemon(true);
            return thread;
        });
        this.lanes = new Lanes(config, keys, target::as, threads, clock, new StatusBoard(), false, Probe.NONE);
        this.answeredAt = clock.millis();
    }

    long brought() {
        return brought;
    }

    long transactions() {
        return transactions;
    }

    /** Takes a log up at the head that the ledger holds of it, and publishes what was anchored there and never published. */
    void begin(LogToBring log, long published) {
        String organisation = log.origin().organisation();
        if (target.organisations()
                .filter(known -> !known.contains(organisation))
                .isPresent()) {
            log.fail(false, "the ledger takes no heads of " + organisation + ": its ledger file says so");
            return;
        }
        LedgerLane lane = lane(organisation);
        String origin = log.origin().toString();
        log.begin(patiently(() -> lane.latest(origin)), published);
        List<AnchorRecord> missing = patiently(() -> lane.history(origin, published + 1));
        publication.publish(missing);
        if (log.trouble().isEmpty()) {
            open.computeIfAbsent(organisation, o -> new ArrayDeque<>()).add(log);
            lanes.begin(List.of(log.origin().dataset()));
        }
    }

    private LedgerLane lane(String organisation) {
        LedgerLane lane = lanes.of(organisation);
        if (lane == null) {
            throw new CommandException("ledger " + target.name() + " can't be opened for " + organisation);
        }
        return lane;
    }

    private <T> T patiently(Supplier<T> question) {
        while (true) {
            try {
                T answer = question.get();
                answeredAt = clock.millis();
                return answer;
            } catch (LedgerException e) {
                away(String.valueOf(e.getMessage()));
                sleep(200);
            }
        }
    }

    private void away(String why) {
        if (clock.millis() - answeredAt > patience.toMillis()) {
            throw new CommandException("ledger " + target.name() + " gave no answer for " + patience + ": " + why
                    + "; the same command continues where this one ends");
        }
    }

    /**
     * Brings all heads of the logs that were begun.
     *
     * @param progress takes the number of heads that were brought, after each answer
     * @param stop whether to send nothing more; what was sent is still waited for
     */
    void run(LongConsumer progress, Supplier<Boolean> stop) {
        while (true) {
            land(progress);
            if (!stop.get()) {
                open.forEach(this::send);
            }
            if (sent.isEmpty() && (stop.get() || open.values().stream().allMatch(Deque::isEmpty))) {
                return;
            }
            sleep(LOOK_MS);
        }
    }

    private void send(String organisation, Deque<LogToBring> logs) {
        LedgerLane lane = lane(organisation);
        if (lane.isFlying() || logs.isEmpty() || !lane.mayGo(logs.size())) {
            return;
        }
        List<Sent> going = new ArrayList<>();
        List<HeadOutcome.Head> heads = new ArrayList<>();
        long bytes = 0;
        // A ledger takes one head of each log in a transaction.
        for (int left = logs.size(); left > 0 && heads.size() < config.heads() && bytes < config.bytes(); left--) {
            LogToBring log = logs.remove();
            HeadOutcome.@Nullable Head head = log.next().orElse(null);
            if (head != null) {
                heads.add(head);
                bytes += head.bytes();
                going.add(new Sent(log, head.head().treeHead()));
            }
        }
        if (!heads.isEmpty()) {
            sent.put(lane, going);
            lane.send(heads);
        }
    }

    private void land(LongConsumer progress) {
        for (LedgerLane lane : lanes.all()) {
            HeadOutcome.Call call = lane.landed();
            if (call == null) {
                continue;
            }
            List<Sent> heads = sent.getOrDefault(lane, List.of());
            sent.remove(lane);
            transactions += call.transactions() + call.registrations();
            if (call.failure() == null) {
                answeredAt = clock.millis();
            } else {
                away(call.failure());
            }
            publish(call.each());
            for (int i = 0; i < heads.size(); i++) {
                take(lane, heads.get(i), call.each().get(i));
            }
            progress.accept(brought);
        }
    }

    private void publish(List<HeadOutcome> outcomes) {
        List<AnchorRecord> anchors = new ArrayList<>();
        for (HeadOutcome outcome : outcomes) {
            if (outcome instanceof HeadOutcome.Anchored anchored) {
                anchors.addAll(anchored.anchors());
            }
        }
        publication.publish(anchors);
    }

    private void take(LedgerLane lane, Sent one, HeadOutcome outcome) {
        LogToBring log = one.log();
        if (outcome instanceof HeadOutcome.Anchored) {
            log.committed(one.head());
            brought++;
        } else if (outcome instanceof HeadOutcome.NotRegistered refused) {
            log.fail(false, text(refused.why()));
        } else if (outcome instanceof HeadOutcome.Refused refused) {
            refused(lane, log, refused.why());
        }
        // Without an answer the same head goes again, and is answered with its first anchor.
        if (log.trouble().isEmpty()) {
            open.computeIfAbsent(log.origin().organisation(), o -> new ArrayDeque<>())
                    .add(log);
        }
    }

    private void refused(LedgerLane lane, LogToBring log, Refusal why) {
        switch (why.code()) {
            // Somebody else anchors there too: from what the ledger holds now.
            case NOT_FROM_LATEST, SMALLER_UNKNOWN_SIZE ->
                log.begin(patiently(() -> lane.latest(log.origin().toString())), log.published());
            case UNKNOWN_DATASET -> {
                // Registered with the next call.
            }
            case CLOCK -> {
                away(text(why));
                lane.pause();
            }
            case FORK, INCONSISTENT -> log.fail(true, text(why));
            default -> log.fail(false, text(why));
        }
    }

    private static String text(Refusal why) {
        return why.code() + ": " + why.detail();
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("interrupted; the same command continues where this one ends", e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
