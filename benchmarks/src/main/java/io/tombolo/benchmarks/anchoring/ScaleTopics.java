package io.tombolo.benchmarks.anchoring;

import io.tombolo.benchmarks.records.RecordWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Raw topics of a hundred partitions each, the last one of what is left. */
final class ScaleTopics implements AutoCloseable {
    private static final int WIDTH = 100;

    private final String bootstrapServers;
    private final int partitions;
    private final RecordWriter writer;

    ScaleTopics(String bootstrapServers, int partitions) {
        this.bootstrapServers = bootstrapServers;
        this.partitions = partitions;
        this.writer = new RecordWriter(Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "linger.ms",
                5,
                "batch.size",
                16 << 10,
                // A broker may take minutes for thousands of new partitions, and report their leaders one by
                // one.
                "delivery.timeout.ms",
                900_000,
                "metadata.max.age.ms",
                2_000));
    }

    void make() throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            for (int first = 0; first < partitions; first += WIDTH) {
                NewTopic topic = new NewTopic(
                                topic(first), Optional.of(Math.min(WIDTH, partitions - first)), Optional.empty())
                        // Empty segments and their indexes would take 20 MB each.
                        .configs(Map.of("segment.index.bytes", "65536", "segment.bytes", "16777216"));
                admin.createTopics(List.of(topic)).all().get();
            }
        }
    }

    /** One record into each partition at a time: a new partition that isn't led yet must not have more on their way. */
    void write(int records) throws ExecutionException, InterruptedException {
        for (int i = 0; i < records; i++) {
            List<Future<?>> sent = new ArrayList<>();
            for (int at = 0; at < partitions; at++) {
                sent.add(writer.send(new ProducerRecord<>(topic(at), at % WIDTH, null, new byte[100])));
            }
            for (Future<?> future : sent) {
                future.get();
            }
        }
    }

    /** One record into the first partition, which needs not be there when this returns. */
    void writeOne() {
        var unused = writer.send(new ProducerRecord<>(topic(0), 0, null, new byte[100]));
    }

    private String topic(int partition) {
        return ScaleSubject.prefix(partitions) + partition / WIDTH;
    }

    /** @throws ExecutionException with the error of the first record that was not written */
    @Override
    public void close() throws ExecutionException {
        writer.close();
    }
}
