package io.tombolo.consumer.audit;

import io.tombolo.consumer.readside.LogHeads;
import io.tombolo.consumer.readside.NewestLogs;
import io.tombolo.consumer.readside.ReadSideException;
import io.tombolo.consumer.watch.Batch;
import io.tombolo.consumer.watch.RecordRereader;
import io.tombolo.schemas.commit.Committer;
import io.tombolo.schemas.registry.RegistryException;
import io.tombolo.verification.stream.LogUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads a whole dataset from Kafka, from its first record to its last, and compares it with its log and with the ledgers. Every
 * record that was altered, left out, put in or moved is named by its offset. What it compared it can leave to a later run.
 */
public final class DatasetAudit {
    private static final int FEWEST_KEPT_REFUSALS = 1000;

    private final AuditRequest request;
    private final AuditRequest.Resumption resumption;
    private final Instant begunAt;
    private final Map<TopicPartition, PartitionAudit> audits = new HashMap<>();
    private boolean begun;
    private long due;
    private long lastSaved = System.nanoTime();

    private DatasetAudit(AuditRequest request) {
        this.request = request;
        this.resumption = request.resumption();
        this.begunAt = resumption
                .from()
                .map(AuditStateFile.SavedAudit::begunAt)
                .orElseGet(() -> resumption.clock().instant());
    }

    /**
     * Carries an audit through, on this thread and one that reads ahead.
     *
     * @throws AuditException when there is no such dataset; Kafka, the registry or the read side does not answer; it was asked to stop;
     *     or what an earlier run left belongs to another audit
     */
    public static AuditResult run(AuditRequest request) {
        DatasetAudit audit = new DatasetAudit(request);
        try {
            return audit.run();
        } catch (KafkaException | RegistryException | LogUnavailableException | ReadSideException e) {
            audit.save();
            throw new AuditException(request.dataset() + ": " + e.getMessage(), e);
        } catch (AuditException e) {
            audit.save();
            throw e;
        }
    }

    private AuditResult run() {
        long start = System.nanoTime();
        resumption.from().ifPresent(this::mustBeOfThisAudit);
        try (Consumer<byte[], byte[]> consumer = connect();
                Retention retention =
                        new Retention(request.kafka(), request.dataset().topic())) {
            Set<Integer> inKafka = consumer.partitionsFor(request.dataset().topic()).stream()
                    .map(PartitionInfo::partition)
                    .collect(Collectors.toSet());
            Map<TopicPartition, PartitionAudit> readable = new HashMap<>();
            Map<Integer, String> logs = logs(inKafka);
            logs.forEach((partition, origin) -> {
                TopicPartition at = new TopicPartition(request.dataset().topic(), partition);
                PartitionAudit audit = audit(at, origin, retention, inKafka, logs.size());
                audits.put(at, audit);
                if (inKafka.contains(partition)) {
                    readable.put(at, audit);
                }
            });
            // A signature for each checkpoint: what can be done on several cores is.
            AtomicLong heads = new AtomicLong();
            audits.values().parallelStream()
                    .forEach(audit -> audit.readHeads(() -> request.progress().heads(heads.incrementAndGet())));
            begun = true;
            due = audits.values().stream().mapToLong(PartitionAudit::sealedSize).sum();
            // After the heads were read, so that all they cover lies below these ends.
            Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(readable.keySet()));
            readable.forEach((at, audit) -> audit.endsAt(ends.getOrDefault(at, 0L)));
            readable.values().removeIf(audit -> !audit.isReadable());
            ends.keySet().retainAll(readable.keySet());
            consumer.assign(readable.keySet());
            readable.forEach((at, audit) -> consumer.seek(at, audit.start()));
            try (AuditReading reading = new AuditReading(
                    request.dataset().toString(),
                    consumer,
                    ends,
                    request.patience(),
                    size -> new Batch(size, request.keyFormat(), request.valueFormat()),
                    committer())) {
                readAll(reading, readable);
            }
            audits.values().forEach(audit -> audit.delivered(Long.MAX_VALUE));
        }
        return AuditReport.of(
                request, audits.values().stream().toList(), begunAt, Duration.ofNanos(System.nanoTime() - start));
    }

    private PartitionAudit audit(
            TopicPartition at, String origin, Retention retention, Set<Integer> inKafka, int partitions) {
        int partition = at.partition();
        return new PartitionAudit(
                partition,
                new LogHeads(request.readSide(), origin, request.policy(), request.receipts()),
                new RecordRereader(this::connect, at),
                saved(partition, origin),
                offset -> inKafka.contains(partition) ? retention.reason(partition, offset) : Optional.empty(),
                Math.max(FEWEST_KEPT_REFUSALS, AuditResult.MAX_REFUSALS / partitions));
    }

    private void readAll(AuditReading reading, Map<TopicPartition, PartitionAudit> readable) {
        Committer committer = committer();
        Set<TopicPartition> left = new HashSet<>(readable.keySet());
        while (!left.isEmpty()) {
            reading.next()
                    .ifPresent(polled -> polled.records().forEach((at, records) -> {
                        PartitionAudit audit = audits.get(at);
                        if (audit == null) {
                            throw new IllegalStateException(at + " was read without being requested");
                        }
                        audit.take(records, committer);
                        long position = polled.positions().getOrDefault(at, 0L);
                        audit.delivered(position);
                        if (position >= audit.end()) {
                            left.remove(at);
                        }
                    }));
            request.progress().at(compared(), due);
            if (resumption.stop().getAsBoolean()) {
                throw new AuditException(
                        String.format("%s: stopped after %,d of %,d events", request.dataset(), compared(), due));
            }
            if (System.nanoTime() - lastSaved >= resumption.every().toNanos()) {
                save();
            }
        }
    }

    private Committer committer() {
        return new Committer(request.schemas(), request.keyFormat(), request.valueFormat());
    }

    private long compared() {
        return audits.values().stream().mapToLong(PartitionAudit::comparedSize).sum();
    }

    private void save() {
        if (!begun) {
            return; // What an earlier run left is more.
        }
        AuditStateFile.SavedAudit state = new AuditStateFile.SavedAudit(
                request.dataset(),
                request.question(),
                begunAt,
                audits.values().stream()
                        .map(PartitionAudit::saved)
                        .flatMap(Optional::stream)
                        .toList());
        if (!state.partitions().isEmpty()) {
            resumption.saver().accept(state);
        }
        lastSaved = System.nanoTime();
    }

    private void mustBeOfThisAudit(AuditStateFile.SavedAudit saved) {
        if (!saved.dataset().equals(request.dataset())) {
            throw new AuditException(request.dataset() + ": the saved state is of an audit of " + saved.dataset()
                    + ", begun " + saved.begunAt());
        }
        if (!saved.question().equals(request.question())) {
            throw new AuditException(request.dataset() + ": the saved state is of an audit with another policy, begun "
                    + saved.begunAt() + ": start over without it");
        }
    }

    private Optional<SavedPartition> saved(int partition, String origin) {
        Optional<SavedPartition> saved = resumption.from().stream()
                .flatMap(state -> state.partitions().stream())
                .filter(one -> one.partition() == partition)
                .findFirst();
        saved.filter(one -> !one.origin().equals(origin)).ifPresent(one -> {
            throw new AuditException(request.dataset() + ": partition " + partition + " has the log " + origin
                    + " now, the saved state is about " + one.origin() + ": start over without it");
        });
        return saved;
    }

    /** The newest log of each partition: of those that the read side lists, and of those that it keeps quiet about. */
    private Map<Integer, String> logs(Set<Integer> inKafka) {
        Map<Integer, String> newest = NewestLogs.of(request.readSide(), request.dataset());
        inKafka.forEach(
                partition -> newest.putIfAbsent(partition, request.dataset().origin(partition)));
        if (newest.isEmpty()) {
            throw new AuditException(request.dataset() + ": neither Kafka nor "
                    + request.readSide().base() + " knows such a dataset");
        }
        return newest;
    }

    private Consumer<byte[], byte[]> connect() {
        Map<String, Object> settings = new HashMap<>(request.kafka());
        settings.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 4_000);
        settings.putIfAbsent(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 32 << 20);
        settings.putIfAbsent(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 4 << 20);
        // What was aborted was never sealed.
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
