package io.tombolo.consumer.audit;

import io.tombolo.consumer.readside.LogHeads;
import io.tombolo.consumer.readside.NewestLogs;
import io.tombolo.consumer.readside.ReadSideException;
import io.tombolo.consumer.watch.RecordAgain;
import io.tombolo.schemas.commit.Committer;
import io.tombolo.schemas.registry.RegistryException;
import io.tombolo.verification.stream.LogUnavailableException;
import io.tombolo.verification.verdict.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads a whole dataset from Kafka, from its first record to its last, and compares it with its log and with the ledgers. Every
 * record that was altered, left out, put in or moved is named by its offset.
 */
public final class DatasetAudit {
    private static final Duration POLL = Duration.ofMillis(200);

    private final AuditRequest request;
    private final List<AuditRefusal> refusals = new ArrayList<>();
    private long refused;

    private DatasetAudit(AuditRequest request) {
        this.request = request;
    }

    /**
     * Carries an audit through, on this thread.
     *
     * @throws AuditException when there is no such dataset, or Kafka, the registry or the read side does not answer
     */
    public static AuditResult run(AuditRequest request) {
        try {
            return new DatasetAudit(request).run();
        } catch (KafkaException | RegistryException | LogUnavailableException | ReadSideException e) {
            throw new AuditException(request.dataset() + ": " + e.getMessage(), e);
        }
    }

    private AuditResult run() {
        long start = System.nanoTime();
        Map<TopicPartition, PartitionAudit> audits = new HashMap<>();
        try (Consumer<byte[], byte[]> consumer = connect()) {
            Set<Integer> inKafka = consumer.partitionsFor(request.dataset().topic()).stream()
                    .map(PartitionInfo::partition)
                    .collect(Collectors.toSet());
            Map<TopicPartition, PartitionAudit> readable = new HashMap<>();
            logs(inKafka).forEach((partition, origin) -> {
                TopicPartition at = new TopicPartition(request.dataset().topic(), partition);
                LogHeads heads = new LogHeads(request.readSide(), origin, request.policy(), request.receipts());
                RecordAgain again = new RecordAgain(this::connect, at);
                PartitionAudit audit = new PartitionAudit(partition, heads, again, this::refuse);
                audit.readHeads();
                audits.put(at, audit);
                if (inKafka.contains(partition)) {
                    readable.put(at, audit);
                }
            });
            consumer.assign(readable.keySet());
            consumer.seekToBeginning(readable.keySet());
            // After the heads were read, so that all they cover lies below these ends.
            Map<TopicPartition, Long> ends = consumer.endOffsets(readable.keySet());
            readable.forEach((at, audit) -> audit.endsAt(ends.getOrDefault(at, 0L)));
            readAll(consumer, readable);
        }
        audits.values().forEach(audit -> audit.delivered(Long.MAX_VALUE));
        return result(audits.values().stream().toList(), Duration.ofNanos(System.nanoTime() - start));
    }

    private void readAll(Consumer<byte[], byte[]> consumer, Map<TopicPartition, PartitionAudit> audits) {
        Committer committer = new Committer(request.schemas(), request.keyFormat(), request.valueFormat());
        long due =
                audits.values().stream().mapToLong(PartitionAudit::sealedSize).sum();
        Map<TopicPartition, PartitionAudit> left = new HashMap<>(audits);
        long lastSeen = System.nanoTime();
        while (!left.isEmpty()) {
            ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
            for (Map.Entry<TopicPartition, PartitionAudit> one : List.copyOf(left.entrySet())) {
                TopicPartition at = one.getKey();
                PartitionAudit audit = one.getValue();
                List<ConsumerRecord<byte[], byte[]>> before = polled.records(at);
                for (ConsumerRecord<byte[], byte[]> record : request.tap().apply(before)) {
                    if (record.offset() < audit.end()) {
                        audit.take(record, committer);
                    }
                }
                long position = consumer.position(at);
                audit.delivered(position);
                if (position >= audit.end()) {
                    left.remove(at);
                    consumer.pause(List.of(at));
                }
            }
            lastSeen = polled.isEmpty() ? lastSeen : System.nanoTime();
            if (System.nanoTime() - lastSeen > request.patience().toNanos()) {
                throw new AuditException(request.dataset() + ": Kafka handed out nothing for "
                        + request.patience().toSeconds() + " s, before the end of " + left.keySet());
            }
            request.progress()
                    .at(
                            audits.values().stream()
                                    .mapToLong(PartitionAudit::comparedSize)
                                    .sum(),
                            due);
        }
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

    private void refuse(AuditRefusal refusal) {
        refused++;
        if (refusals.size() < AuditResult.MAX_REFUSALS) {
            refusals.add(refusal);
        }
    }

    private AuditResult result(List<PartitionAudit> audits, Duration elapsed) {
        long events = audits.stream().mapToLong(PartitionAudit::comparedSize).sum();
        long due = audits.stream().mapToLong(PartitionAudit::sealedSize).sum();
        long anchored =
                audits.stream().mapToLong(audit -> audit.anchoredSize(1)).sum();
        long crossAnchored = audits.stream()
                .mapToLong(audit -> audit.anchoredSize(request.policy().crossAnchoredLedgers()))
                .sum();
        long unsealed = audits.stream().mapToLong(PartitionAudit::unsealed).sum();
        refusals.sort(Comparator.comparingInt(AuditRefusal::partition).thenComparingLong(AuditRefusal::offset));
        Optional<Level> level = refused > 0
                ? Optional.empty()
                : Optional.of(
                        events == 0 || unsealed > 0 || events < due
                                ? Level.PENDING
                                : crossAnchored >= events
                                        ? Level.CROSS_ANCHORED
                                        : anchored >= events ? Level.ANCHORED : Level.SEALED);
        return new AuditResult(
                request.dataset(),
                audits.size(),
                events,
                anchored,
                unsealed,
                level,
                refusals,
                refused,
                request.policy().trust(),
                audits.stream().anyMatch(PartitionAudit::isDevelopment),
                elapsed);
    }

    private Consumer<byte[], byte[]> connect() {
        Map<String, Object> settings = new HashMap<>(request.kafka());
        settings.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000);
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
