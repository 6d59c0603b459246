package io.tombolo.provenance.follow;

import io.tombolo.merkle.note.NoteVerifier;
import io.tombolo.objects.ObjectStoreException;
import io.tombolo.provenance.store.LogStore;
import io.tombolo.provenance.store.LogView;
import io.tombolo.provenance.store.StoredLog;
import io.tombolo.schemas.Origin;
import io.tombolo.schemas.registry.RegistryException;
import io.tombolo.schemas.registry.SchemaResolver;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that reads the topics (read_committed), applies them, and commits the store after every poll. Kafka keeps no order
 * between topics, so entries are applied before checkpoints and checkpoints before anchors, and what comes too early waits.
 */
public final class TopicFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration RETRY = Duration.ofSeconds(1);
    /** After this long, with the topics read to their ends, what a fact rests on is held to be missing. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final Supplier<Consumer<byte[], byte[]>> connect;
    private final LogStore store;
    private final ContractFacts reader;
    private final List<String> topics;
    private final Clock clock;
    private final Thread thread = new Thread(this::run, "provenance-follower");
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final WaitingFacts waiting = new WaitingFacts();
    private Map<TopicPartition, Long> barrier = Map.of();
    private long barrierSince;
    private long unreadable;
    private long lag = -1;
    private volatile FollowerState state = new FollowerState(FollowerState.Phase.CONNECTING, 0, 0, "", Map.of());

    /**
     * @param connect makes a consumer: bytes, read_committed, no group, no reset of offsets
     * @param keys an organisation's verifiers for one log; none where its keys are not known: then notes go unchecked
     * @param topics log, checkpoints, anchors: in the order in which one rests on the other
     */
    public TopicFollower(
            Supplier<Consumer<byte[], byte[]>> connect,
            LogStore store,
            SchemaResolver schemas,
            Function<Origin, List<NoteVerifier>> keys,
            List<String> topics,
            Clock clock) {
        this.connect = connect;
        this.store = store;
        this.reader = new ContractFacts(schemas, keys);
        this.topics = List.copyOf(topics);
        this.clock = clock;
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    public FollowerState state() {
        return state;
    }

    private void run() {
        try {
            while (!stopped()) {
                try (Consumer<byte[], byte[]> consumer = connect.get()) {
                    follow(consumer);
                } catch (RetriableException | WakeupException | RegistryException | ObjectStoreException temporary) {
                    tell(FollowerState.Phase.CONNECTING, String.valueOf(temporary.getMessage()));
                    LOG.atWarn()
                            .addKeyValue("reason", temporary.getMessage())
                            .log("Kafka, the registry or the object store is out of reach: trying again");
                    pause();
                }
            }
            tell(FollowerState.Phase.STOPPED, "");
        } catch (RuntimeException broken) {
            tell(FollowerState.Phase.FAILED, String.valueOf(broken.getMessage()));
            LOG.atError().setCause(broken).log("The read side stopped following; what it holds is still served");
        }
    }

    private void follow(Consumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = assign(consumer);
        if (partitions.isEmpty()) {
            return;
        }
        boolean caughtUp = false;
        while (!stopped()) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            boolean changed = apply(partitions, records);
            throttle(consumer, partitions);
            changed |= giveUpOnTheMissing(consumer);
            changed |= store.housekeeping();
            if (changed || !records.isEmpty()) {
                store.commit(offsets(consumer, partitions));
            }
            if (!caughtUp && records.isEmpty()) {
                caughtUp = behind(consumer, partitions) == 0;
            }
            lag = lag(consumer, partitions);
            tell(caughtUp ? FollowerState.Phase.FOLLOWING : FollowerState.Phase.CATCHING_UP, "");
        }
    }

    /** As of the last fetch, without asking anybody; -1 before there was one. */
    private static long lag(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        long sum = 0;
        for (TopicPartition partition : partitions) {
            OptionalLong one = consumer.currentLag(partition);
            if (one.isEmpty()) {
                return -1;
            }
            sum += one.getAsLong();
        }
        return sum;
    }

    /** Every partition of the topics, in the topics' order, each at its cursor; empty when stopped before they exist. */
    private List<TopicPartition> assign(Consumer<byte[], byte[]> consumer) {
        List<TopicPartition> all = new ArrayList<>();
        for (String topic : topics) {
            List<TopicPartition> found = List.of();
            while (found.isEmpty()) {
                if (stopped()) {
                    return List.of();
                }
                found = consumer.partitionsFor(topic).stream()
                        .map(info -> new TopicPartition(topic, info.partition()))
                        .toList();
                if (found.isEmpty()) {
                    tell(FollowerState.Phase.CONNECTING, "topic " + topic + " does not exist yet");
                    pause();
                }
            }
            all.addAll(found);
        }
        consumer.assign(all);
        // The cursor is before all of them: they come again. What was applied and not committed comes again too, and
        // changes nothing.
        waiting.clear();
        Map<TopicPartition, Long> first = consumer.beginningOffsets(all);
        Map<TopicPartition, Long> end = consumer.endOffsets(all);
        for (TopicPartition partition : all) {
            long cursor = store.cursor().getOrDefault(partition.toString(), 0L);
            long last = end.getOrDefault(partition, 0L);
            if (cursor > last) {
                throw new IllegalStateException(
                        ("%s ends at offset %d, but it was read up to %d before: it is not the same"
                                        + " topic any more. Remove the read side's folder to rebuild it")
                                .formatted(partition, last, cursor));
            }
            consumer.seek(partition, Math.max(cursor, first.getOrDefault(partition, 0L)));
        }
        return List.copyOf(all);
    }

    private boolean apply(List<TopicPartition> partitions, ConsumerRecords<byte[], byte[]> records) {
        boolean changed = false;
        for (TopicPartition partition : partitions) {
            changed |= waiting.offer(partition, fact -> place(fact) != StoredLog.Applied.WAITS);
            for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
                TopicFact fact = reader.read(record);
                if (place(fact) == StoredLog.Applied.WAITS) {
                    waiting.add(partition, new WaitingFacts.Waiting(fact, record.offset(), clock.millis()));
                }
                changed = true;
            }
        }
        return changed;
    }

    private StoredLog.Applied place(TopicFact fact) {
        if (fact instanceof TopicFact.Bundle bundle) {
            return store.applyBundle(
                    bundle.origin(), bundle.index(), bundle.bytes().array());
        }
        if (fact instanceof TopicFact.Sealed sealed) {
            return store.applyCheckpoint(sealed.origin(), sealed.head());
        }
        if (fact instanceof TopicFact.Anchored anchored) {
            return store.applyAnchor(anchored.origin(), anchored.anchor());
        }
        TopicFact.Unbelievable not = (TopicFact.Unbelievable) fact;
        LOG.atError()
                .addKeyValue("origin", not.about().map(Object::toString).orElse("unknown"))
                .addKeyValue("kind", not.kind())
                .addKeyValue("reason", not.message())
                .log("A record of the topics is not trusted");
        unreadable++;
        return not.about()
                .map(origin -> store.refuse(origin, not.kind(), not.size(), not.message(), not.note()))
                .orElse(StoredLog.Applied.REFUSED);
    }

    private void throttle(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        Set<TopicPartition> full = partitions.stream().filter(waiting::full).collect(Collectors.toSet());
        if (!full.equals(consumer.paused())) {
            consumer.resume(consumer.paused());
            consumer.pause(full);
        }
    }

    /** Once what has waited longest is past its grace, reads everything up to the ends of that moment before it gives up. */
    private boolean giveUpOnTheMissing(Consumer<byte[], byte[]> consumer) {
        long now = clock.millis();
        long since = waiting.waitingSince().orElse(now);
        if (now - since < GRACE.toMillis()) {
            barrier = Map.of();
            return false;
        }
        if (barrier.isEmpty()) {
            barrier = new HashMap<>(consumer.endOffsets(consumer.assignment()));
            barrierSince = now;
        }
        barrier.entrySet()
                .removeIf(end ->
                        consumer.paused().contains(end.getKey()) || consumer.position(end.getKey()) >= end.getValue());
        if (!barrier.isEmpty()) {
            return false;
        }
        for (WaitingFacts.Waiting missed : waiting.olderThan(barrierSince - GRACE.toMillis() + 1)) {
            missed.fact().about().ifPresent(origin -> {
                LOG.atError()
                        .addKeyValue("origin", origin)
                        .addKeyValue("offset", missed.offset())
                        .log("What this record rests on is not in the topics");
                store.refuse(
                        origin,
                        LogView.Fault.Kind.ENTRIES_MISSING,
                        sizeOf(missed.fact()),
                        "the topics lack the entries before it",
                        "");
            });
        }
        return true;
    }

    private static long sizeOf(TopicFact fact) {
        if (fact instanceof TopicFact.Sealed sealed) {
            return sealed.head().size();
        }
        if (fact instanceof TopicFact.Anchored anchored) {
            return anchored.anchor().size();
        }
        return fact instanceof TopicFact.Bundle bundle ? bundle.index() * 256 : 0;
    }

    private Map<String, Long> offsets(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        Map<String, Long> next = new HashMap<>();
        for (TopicPartition partition : partitions) {
            next.put(partition.toString(), waiting.oldestOffset(partition).orElse(consumer.position(partition)));
        }
        return next;
    }

    private long behind(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        return ends.entrySet().stream()
                .mapToLong(end -> Math.max(0, end.getValue() - consumer.position(end.getKey())))
                .sum();
    }

    private void tell(FollowerState.Phase phase, String message) {
        if (state.phase() != phase) {
            LOG.atInfo()
                    .addKeyValue("phase", phase)
                    .addKeyValue("logs", store.logs().size())
                    .log("Read side");
        }
        state = new FollowerState(phase, waiting.count(), unreadable, message, store.cursor(), lag);
    }

    private boolean stopped() {
        return stopping.getCount() == 0;
    }

    private void pause() {
        try {
            stopping.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            stopping.countDown();
        }
    }

    /** Waits for the commit that is under way, at most ten seconds. */
    @Override
    public void close() {
        stopping.countDown();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
