package io.tombolo.benchmarks.anchoring;

import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.anchoring.kafka.Clients;
import io.tombolo.benchmarks.records.RecordWriter;
import io.tombolo.schemas.commit.Frame;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.schemas.registry.RegistryClient;
import io.tombolo.schemas.registry.SchemaSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** A dataset topic of framed Avro with salts, of one partition. */
final class BenchTopic {
    private BenchTopic() {}

    /** Fills the topic unless it holds its records already; returns its name. */
    static String fill(AnchoringConfig config, AnchoringBenchmark.Config bench, RegistryClient registry)
            throws ExecutionException, InterruptedException {
        String topic = "bench.example.events-" + bench.records() + "-" + bench.valueBytes();
        int schema = registry.register(
                topic + "-value", SchemaSource.of(SchemaBuilder.builder().bytesType()), false);
        try (Admin admin = Admin.create(Clients.admin(config))) {
            TopicPartition partition = new TopicPartition(topic, 0);
            if (admin.listTopics().names().get().contains(topic)) {
                long held = admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                        .partitionResult(partition)
                        .get()
                        .offset();
                if (held == bench.records()) {
                    return topic;
                }
                throw new IllegalStateException("topic " + topic + ": " + held + " records of another run; delete it");
            }
            admin.createTopics(List.of(new NewTopic(topic, Optional.of(1), Optional.empty())))
                    .all()
                    .get();
        }
        write(config, bench, topic, schema);
        return topic;
    }

    private static void write(AnchoringConfig config, AnchoringBenchmark.Config bench, String topic, int schema)
            throws ExecutionException, InterruptedException {
        SplittableRandom random = new SplittableRandom(7);
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                config.kafka().getOrDefault("bootstrap.servers", ""),
                "batch.size",
                1 << 20,
                "linger.ms",
                50,
                "buffer.memory",
                128L << 20);
        try (RecordWriter writer = new RecordWriter(settings)) {
            for (long i = 0; i < bench.records(); i++) {
                byte[] salt = new byte[Topics.SALT_LENGTH];
                random.nextBytes(salt);
                ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                        topic, framed(bench.keyBytes(), schema, random), framed(bench.valueBytes(), schema, random));
                record.headers().add(Topics.SALT_HEADER, salt);
                Future<?> sent = writer.send(record);
                if (i == 0) {
                    // A new partition that isn't led yet must not have more on their way.
                    sent.get();
                }
            }
        }
    }

    private static byte[] framed(int length, int schema, SplittableRandom random) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        Frame.write(schema, bytes, 0);
        return bytes;
    }
}
