package io.tombolo.benchmarks.consumer;

import io.tombolo.consumer.VerificationConfig;
import io.tombolo.consumer.VerifyingConsumer;
import io.tombolo.consumer.listen.VerdictListener;
import io.tombolo.consumer.readside.ProvenanceClient;
import io.tombolo.consumer.watch.Hashing;
import io.tombolo.schemas.commit.PartFormat;
import io.tombolo.schemas.registry.RegistryClient;
import io.tombolo.schemas.registry.RegistrySchemaHashes;
import io.tombolo.schemas.serde.AvroDeserializer;
import io.tombolo.verification.verdict.Level;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * One way to read the whole topic.
 *
 * @param hashing where it is verified; empty for a Kafka consumer
 * @param values makes what makes the values
 */
record Reading<V>(String name, Optional<Hashing> hashing, Supplier<Deserializer<V>> values) {
    private static final Map<String, Object> SETTINGS = Map.of(
            "isolation.level",
            "read_committed",
            "auto.offset.reset",
            "earliest",
            "enable.auto.commit",
            false,
            "max.poll.records",
            5_000,
            "max.partition.fetch.bytes",
            4 << 20,
            "fetch.max.bytes",
            32 << 20);

    /**
     * How long one reading took, in nanoseconds.
     *
     * @param elapsed from the first record on
     * @param pollingCpu CPU time of the thread that polled, from before the first record on
     */
    record Run(long elapsed, long pollingCpu) {}

    /** Reads all, to the last record, or to the last verdict. */
    Run run(String bootstrapServers, long records, Source source) {
        Map<String, Object> settings = new HashMap<>(SETTINGS);
        settings.put("bootstrap.servers", bootstrapServers);
        Sealed sealed = new Sealed();
        try (Consumer<byte[], V> consumer = hashing.isEmpty()
                ? new KafkaConsumer<>(settings, new ByteArrayDeserializer(), values.get())
                : VerifyingConsumer.create(
                        settings, new ByteArrayDeserializer(), values.get(), source.config(hashing.get(), sealed))) {
            consumer.assign(IntStream.range(0, BenchTopic.PARTITIONS)
                    .mapToObj(partition -> new TopicPartition(BenchTopic.DATASET.topic(), partition))
                    .toList());
            consumer.seekToBeginning(consumer.assignment());
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            long cpu = threads.getCurrentThreadCpuTime();
            long began = 0;
            long read = 0;
            long used = 0;
            while (read < records || (hashing.isPresent() && !sealed.upTo.equals(source.lastOffsets()))) {
                for (ConsumerRecord<byte[], V> record : consumer.poll(Duration.ofMillis(read < records ? 100 : 1))) {
                    began = began == 0 ? System.nanoTime() : began;
                    used += record.value() == null ? 0 : 1;
                    read++;
                }
            }
            if (used < records) {
                throw new IllegalStateException("nothing was read");
            }
            return new Run(System.nanoTime() - began, threads.getCurrentThreadCpuTime() - cpu);
        }
    }

    /** What is read from, and by whose word. */
    record Source(BenchReadSide readSide, RegistryClient registry, Map<Integer, Long> lastOffsets) {
        VerificationConfig config(Hashing hashing, VerdictListener listener) {
            return VerificationConfig.builder(
                            new ProvenanceClient(readSide.uri()),
                            readSide.policy(),
                            Map.of(),
                            new RegistrySchemaHashes(registry))
                    .formats(PartFormat.RAW, PartFormat.AVRO)
                    .hashing(hashing)
                    .listener(listener)
                    .build();
        }
    }

    private static final class Sealed implements VerdictListener {
        private final Map<Integer, Long> upTo = new HashMap<>();

        @Override
        public void reached(TopicPartition partition, long lastOffset, Level level) {
            upTo.merge(partition.partition(), lastOffset, Math::max);
        }
    }

    /** All that is measured: each way without verification, with it, and with it on a second core. */
    static List<Reading<?>> all(RegistryClient registry) {
        return List.of(
                new Reading<byte[]>("bytes", Optional.empty(), ByteArrayDeserializer::new),
                new Reading<byte[]>("bytes, verified", Optional.of(Hashing.POLLING_THREAD), ByteArrayDeserializer::new),
                new Reading<byte[]>(
                        "bytes, verified on a second core",
                        Optional.of(Hashing.OWN_THREAD),
                        ByteArrayDeserializer::new),
                new Reading<Object>("Avro", Optional.empty(), () -> new AvroDeserializer(registry)),
                new Reading<Object>(
                        "Avro, verified", Optional.of(Hashing.POLLING_THREAD), () -> new AvroDeserializer(registry)),
                new Reading<Object>(
                        "Avro, verified on a second core",
                        Optional.of(Hashing.OWN_THREAD),
                        () -> new AvroDeserializer(registry)));
    }
}
