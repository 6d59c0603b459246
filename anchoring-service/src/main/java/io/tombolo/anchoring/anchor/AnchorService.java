package io.tombolo.anchoring.anchor;

import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.anchoring.kafka.Clients;
import io.tombolo.anchoring.kafka.CompactedTopic;
import io.tombolo.anchoring.kafka.OwnRecords;
import io.tombolo.anchoring.kafka.OwnTopics;
import io.tombolo.anchoring.lane.Lanes;
import io.tombolo.anchoring.probe.Probe;
import io.tombolo.anchoring.seal.LogKeys;
import io.tombolo.anchoring.status.StatusBoard;
import io.tombolo.ledger.Ledger;
import io.tombolo.schemas.contract.AnchorRecord;
import io.tombolo.schemas.contract.RejectedInput;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.tracing.RecordTrace;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the {@link Anchorer} on a thread of its own. Kafka's group membership elects the one that acts: the member that owns a partition of
 * the checkpoints' topic anchors the logs in it. After any trouble it forgets everything and begins with what was committed.
 */
public final class AnchorService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AnchorService.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** How long the end waits for ledgers that were given something to answer. */
    private static final long SETTLING_MS = 4_000;

    /** Two processes of one name throw each other out: seldom enough that either gets its work done. */
    private static final Duration NAME_TAKEN = Duration.ofSeconds(60);

    private final AnchoringConfig config;
    private final Scope scope;
    private final OwnRecords records;
    private final Clock clock;
    private final StatusBoard status;
    private final Probe probe;

    private final String group;
    private final Anchorer anchorer;
    private final ExecutorService ledgerThreads;
    private final ExecutorService searchThread;
    private final Thread thread;
    private boolean begun;
    private volatile boolean closing;
    private volatile @Nullable KafkaConsumer<byte[], byte[]> running;

    private AnchorService(
            AnchoringConfig config,
            Scope scope,
            LogKeys keys,
            Function<String, Ledger> ledgers,
            OwnRecords records,
            Clock clock,
            StatusBoard status,
            Probe probe) {
        this.config = config;
        this.scope = scope;
        this.records = records;
        this.clock = clock;
        this.probe = probe;

        this.group = config.id() + "-anchorer" + scope.suffix();
        // How far a further ledger is says nothing of how far a log is anchored.
        this.status = scope.isMain() ? status : new StatusBoard();
        this.ledgerThreads = Executors.newCachedThreadPool(task -> daemon(task, group + "-ledger"));
        this.searchThread = Executors.newSingleThreadExecutor(task -> daemon(task, group + "-search"));
        this.anchorer = new Anchorer(
                config.anchor(),
                new Lanes(config.anchor(), keys, ledgers, ledgerThreads, clock, status, scope.isMain(), probe),
                new Searches(new LogReplay(new TopicBundles(() -> topic(Topics.LOG))), searchThread, this.status),
                clock,
                this.status,
                probe);
        this.thread = daemon(this::run, group);
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Starts the thread that anchors on the organisations' own ledgers.
     *
     * @param further names of the ledgers that are served beside them, whose anchors are not this one's
     */
    public static AnchorService start(
            AnchoringConfig config,
            LogKeys keys,
            Function<String, Ledger> ledgers,
            Set<String> further,
            OwnRecords records,
            Clock clock,
            StatusBoard status,
            Probe probe) {
        return new AnchorService(config, Scope.main(further), keys, ledgers, records, clock, status, probe).begin();
    }

    /**
     * Starts a thread that anchors the heads of all organisations on one further ledger.
     *
     * @param ledger as each organisation sees it
     */
    public static AnchorService startFurther(
            AnchoringConfig config,
            LogKeys keys,
            String name,
            Function<String, Ledger> ledger,
            OwnRecords records,
            Clock clock,
            StatusBoard status) {
        return new AnchorService(config, Scope.of(name), keys, ledger, records, clock, status, Probe.NONE).begin();
    }

    private AnchorService begin() {
        thread.start();
        return this;
    }

    @Override
    public void close() {
        closing = true;
        KafkaConsumer<byte[], byte[]> consumer = running;
        if (consumer != null) {
            consumer.wakeup();
        }
        try {
            thread.join(8_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ledgerThreads.shutdown();
        searchThread.shutdownNow();
    }

    private void run() {
        long pause = 200;
        while (!closing) {
            long began = clock.millis();
            try {
                session();
            } catch (WakeupException e) {
                // closing
            } catch (FencedInstanceIdException e) {
                String said = "anchorer: another process of " + config.id() + " has the name " + config.instance()
                        + "; this one pauses for " + NAME_TAKEN;
                LOG.atError().log(said);
                status.failing(said);
                sleep(NAME_TAKEN.toMillis());
            } catch (RuntimeException e) {
                // Whatever it was: what is committed is whole, so beginning with it is always right.
                LOG.atError().setCause(e).log("the anchorer starts again from the committed state");
                status.failing("anchorer: " + e);
                pause = clock.millis() - began > 60_000 ? 200 : Math.min(10_000, 2 * pause);
                sleep(pause);
            }
        }
    }

    private void sleep(long millis) {
        long until = clock.millis() + millis;
        while (!closing && clock.millis() < until) {
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                closing = true;
            }
        }
    }

    private void session() {
        KafkaConsumer<byte[], byte[]> consumer = Clients.member(config, group);
        try {
            running = consumer;
            KafkaProducer<byte[], byte[]> producer = Clients.producer(config, group + "-" + config.instance());
            try {
                take(consumer, producer);
            } finally {
                // Nothing is in flight between commits; without a broker it would be waited for until it times out.
                producer.close(Duration.ofSeconds(2));
            }
        } finally {
            running = null;
            // A static member stays in its group unless it says goodbye: another may take over at once.
            consumer.close(CloseOptions.timeout(Duration.ofSeconds(3))
                    .withGroupMembershipOperation(
                            closing
                                    ? CloseOptions.GroupMembershipOperation.LEAVE_GROUP
                                    : CloseOptions.GroupMembershipOperation.DEFAULT));
        }
    }

    private void take(KafkaConsumer<byte[], byte[]> consumer, KafkaProducer<byte[], byte[]> producer) {
        producer.initTransactions();
        Owned owned = new Owned(consumer, producer);
        consumer.subscribe(List.of(Topics.CHECKPOINTS), owned);
        try {
            while (!closing) {
                follow(consumer, owned);
            }
        } catch (WakeupException e) {
            if (!closing) {
                throw e;
            }
        }
        settle(owned);
    }

    private void follow(KafkaConsumer<byte[], byte[]> consumer, Owned owned) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(anchorer.patience()))) {
            anchorer.take(
                    new SealedCheckpoint(
                            records.checkpoint(record.value()),
                            OwnRecords.range(record.headers()),
                            RecordTrace.of(record.headers())),
                    record.partition());
        }
        if (!owned.partitions.isEmpty()) {
            anchorer.round(owned);
        }
    }

    /** Publishes what ledgers answer in time; what they don't is asked for by the next anchorer. */
    private void settle(Owned owned) {
        long until = clock.millis() + SETTLING_MS;
        while (anchorer.isWaiting()
                && clock.millis() < until
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(10_000_000);
            anchorer.settle(owned);
        }
    }

    private CompactedTopic topic(String name) {
        return new CompactedTopic(name, Clients.reader(config), Admin.create(Clients.admin(config)), PATIENCE);
    }

    /** The partitions that this process owns now, and the transactions in which their logs change. */
    private final class Owned implements ConsumerRebalanceListener, Anchorer.Desk {
        private final KafkaConsumer<byte[], byte[]> consumer;
        private final KafkaProducer<byte[], byte[]> producer;
        private final Set<Integer> partitions = new HashSet<>();

        Owned(KafkaConsumer<byte[], byte[]> consumer, KafkaProducer<byte[], byte[]> producer) {
            this.consumer = consumer;
            this.producer = producer;
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
            revoked.forEach(partition -> partitions.remove(partition.partition()));
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
            assigned.forEach(partition -> partitions.add(partition.partition()));
            if (partitions.isEmpty()) {
                anchorer.begin(List.of(), false);
                LOG.atInfo().log("another process anchors; this one is on standby");
                return;
            }
            // The offsets first: once they are stable, a leader that was deposed can't change a frontier any more.
            Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(consumer.assignment());
            List<Frontier> saved = saved();
            if (saved.isEmpty()) {
                anchorer.beginAgain(published());
            } else {
                anchorer.begin(saved, !begun);
            }
            begun = true;
            // What was taken up and not committed is forgotten, so it must be read again.
            for (TopicPartition partition : consumer.assignment()) {
                OffsetAndMetadata offset = committed.get(partition);
                if (offset == null || saved.isEmpty()) {
                    consumer.seekToBeginning(List.of(partition));
                } else {
                    consumer.seek(partition, offset);
                }
            }
            probe.at(Probe.Step.FRONTIERS_LOADED);
            LOG.atInfo()
                    .addKeyValue("partitions", partitions)
                    .addKeyValue("logs", saved.size())
                    .log("this process anchors now");
        }

        private List<Frontier> saved() {
            Map<String, byte[]> saved = new HashMap<>();
            try (CompactedTopic frontiers = topic(OwnTopics.FRONTIERS)) {
                frontiers.readToEnd((key, frontier) -> {
                    if (scope.hasFrontier(key)) {
                        saved.put(key, frontier);
                    }
                });
            }
            return saved.values().stream()
                    .map(Frontier::restore)
                    .filter(log -> partitions.contains(log.source()))
                    .toList();
        }

        /** Without frontiers: this is the first time, or they were lost, and then the anchors say what must not be published again. */
        private List<Frontier> published() {
            try (CompactedTopic anchors = topic(Topics.ANCHORS)) {
                return new PublishedAnchors(
                                consumer.partitionsFor(Topics.CHECKPOINTS).size(), records, scope)
                        .read(anchors, partitions);
            }
        }

        @Override
        public void commit(List<Frontier> logs, List<AnchorRecord> anchors) {
            Map<TopicPartition, OffsetAndMetadata> read = new HashMap<>();
            for (TopicPartition partition : consumer.assignment()) {
                read.put(partition, new OffsetAndMetadata(consumer.position(partition)));
            }
            // A record that can't be sent fails the commit, so that nobody waits for each.
            producer.beginTransaction();
            for (Frontier log : logs) {
                var unused = producer.send(
                        new ProducerRecord<>(OwnTopics.FRONTIERS, utf8(scope.frontier(log.origin())), log.serialise()));
                probe.at(Probe.Step.FRONTIER_SENT);
            }
            for (AnchorRecord anchor : anchors) {
                var unused = producer.send(
                        new ProducerRecord<>(Topics.ANCHORS, utf8(anchor.origin()), records.anchor(anchor)));
                probe.at(Probe.Step.ANCHOR_SENT);
            }
            producer.sendOffsetsToTransaction(read, consumer.groupMetadata());
            probe.at(Probe.Step.OFFSETS_SENT);
            producer.commitTransaction();
            probe.at(Probe.Step.FRONTIER_COMMITTED);
        }

        @Override
        public void contradicts(Frontier log, AnchorRecord onLedger, String said) {
            RejectedInput evidence = new RejectedInput(
                    log.organisation(),
                    log.dataset(),
                    "ledger",
                    null,
                    null,
                    null,
                    null,
                    null,
                    "FORK",
                    said,
                    ByteBuffer.wrap(utf8(onLedger.note() + "\n" + log.newestNote())),
                    clock.instant());
            producer.beginTransaction();
            var unused = producer.send(
                    new ProducerRecord<>(Topics.REJECTED, utf8(log.origin()), records.rejected(evidence)));
            producer.commitTransaction();
        }

        private byte[] utf8(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }
}
