package io.tombolo.reconcile.feed;

import io.tombolo.consumer.Delivery;
import io.tombolo.consumer.OnRefusal;
import io.tombolo.consumer.VerificationConfig;
import io.tombolo.consumer.VerifyingConsumer;
import io.tombolo.consumer.listen.VerdictListener;
import io.tombolo.consumer.readside.NewestLogs;
import io.tombolo.consumer.readside.ProvenanceClient;
import io.tombolo.reconcile.ReconcileException;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.registry.RegistryClient;
import io.tombolo.schemas.registry.RegistrySchemaHashes;
import io.tombolo.schemas.serde.AvroDeserializer;
import io.tombolo.verification.receipt.ReceiptVerifier;
import io.tombolo.verification.stream.Finding;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Reads a dataset from its first record to its present end, verified, and waits until a ledger confirms all of it. */
public final class AnchoredTopic {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final String POLLED_AT_ONCE = "5000";

    private final Map<String, String> kafka;
    private final RegistryClient registry;
    private final ProvenanceClient readSide;
    private final Supplier<TrustPolicy> policy;
    private final Map<String, ReceiptVerifier> receipts;
    private final Duration patience;

    /** @param patience how long the ledger may take to anchor the newest events */
    public AnchoredTopic(
            Map<String, String> kafka,
            RegistryClient registry,
            ProvenanceClient readSide,
            Supplier<TrustPolicy> policy,
            Map<String, ReceiptVerifier> receipts,
            Duration patience) {
        this.kafka = kafka;
        this.registry = registry;
        this.readSide = readSide;
        this.policy = policy;
        this.receipts = Map.copyOf(receipts);
        this.patience = patience;
    }

    /** Passes on every record, and returns what the verifier refused. */
    public List<Finding> read(DatasetId dataset, Consumer<ConsumerRecord<Object, Object>> take) {
        Verdicts verdicts = new Verdicts();
        VerificationConfig config = VerificationConfig.builder(
                        readSide, policyFor(dataset), receipts, new RegistrySchemaHashes(registry))
                .delivery(Delivery.atOnce())
                .onRefusal(OnRefusal.MARK)
                .listener(verdicts)
                .build();
        Map<String, Object> all = new HashMap<>(kafka);
        all.put("allow.auto.create.topics", false);
        all.put("auto.offset.reset", "earliest");
        all.put("max.poll.records", POLLED_AT_ONCE);
        try (var consumer = VerifyingConsumer.create(all, new AvroOrRaw(registry), new AvroOrRaw(registry), config)) {
            List<TopicPartition> partitions = consumer.partitionsFor(dataset.topic()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            if (partitions.isEmpty()) {
                return List.of(); // Nothing was shared yet, which makes the topic.
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            Map<TopicPartition, Long> last = new HashMap<>();
            long deadline = 0;
            while (!verdicts.cover(last) || isBefore(consumer, ends)) {
                for (ConsumerRecord<Object, Object> record : consumer.poll(POLL)) {
                    TopicPartition at = new TopicPartition(record.topic(), record.partition());
                    if (record.offset() < ends.getOrDefault(at, 0L)) {
                        last.put(at, record.offset());
                        take.accept(record);
                    }
                }
                if (!isBefore(consumer, ends)) {
                    deadline = deadline == 0 ? System.nanoTime() + patience.toNanos() : deadline;
                    if (System.nanoTime() > deadline) {
                        if (verdicts.findings.isEmpty()) {
                            throw new ReconcileException("dataset " + dataset + ": not anchored to its end within "
                                    + patience.toSeconds() + " s: " + verdicts.behind(last)
                                    + "; see tombolo status, then run this again");
                        }
                        break;
                    }
                }
            }
            return verdicts.findings;
        }
    }

    private TrustPolicy policyFor(DatasetId dataset) {
        long deadline = System.nanoTime() + patience.toNanos();
        TrustPolicy now = policy.get();
        while (now.keysFor(dataset.origin(0)).isEmpty() && System.nanoTime() < deadline) {
            try {
                TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ReconcileException("interrupted while the owner's key was waited for", e);
            }
            now = policy.get();
        }
        return now;
    }

    /** Each log of a dataset as its owner signed it last: origin, size and root, with a space between. */
    public List<String> heads(DatasetId dataset) {
        List<String> heads = new ArrayList<>();
        for (String origin : NewestLogs.of(readSide, dataset).values()) {
            readSide.checkpoint(origin).ifPresent(note -> {
                List<String> lines = note.lines().limit(3).toList();
                heads.add(String.join(" ", lines));
            });
        }
        return heads;
    }

    private static boolean isBefore(VerifyingConsumer<Object, Object> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue());
    }

    /** Framed Avro as it is decoded, anything else as its bytes. */
    private static final class AvroOrRaw implements Deserializer<Object> {
        private final AvroDeserializer avro;

        AvroOrRaw(RegistryClient registry) {
            avro = new AvroDeserializer(registry);
        }

        @Override
        public @Nullable Object deserialize(String topic, byte @Nullable [] data) {
            try {
                return avro.deserialize(topic, data);
            } catch (SerializationException e) {
                return data == null ? null : ByteBuffer.wrap(data);
            }
        }

        @Override
        public @Nullable Object deserialize(String topic, Headers headers, byte @Nullable [] data) {
            return deserialize(topic, data);
        }
    }

    private static final class Verdicts implements VerdictListener {
        private final List<Finding> findings = new ArrayList<>();
        private final Map<TopicPartition, Long> anchored = new HashMap<>();

        @Override
        public void reached(TopicPartition partition, long lastOffset, Level level) {
            if (level.compareTo(Level.ANCHORED) >= 0) {
                anchored.merge(partition, lastOffset, Math::max);
            }
        }

        @Override
        public void refused(TopicPartition partition, Finding finding) {
            findings.add(finding);
        }

        boolean cover(Map<TopicPartition, Long> last) {
            return last.entrySet().stream().allMatch(end -> anchored.getOrDefault(end.getKey(), -1L) >= end.getValue());
        }

        String behind(Map<TopicPartition, Long> last) {
            return last.entrySet().stream()
                    .filter(end -> anchored.getOrDefault(end.getKey(), -1L) < end.getValue())
                    .map(end -> "partition " + end.getKey().partition() + " is anchored up to offset "
                            + anchored.getOrDefault(end.getKey(), -1L) + " of " + end.getValue())
                    .findFirst()
                    .orElse("");
        }
    }
}
