package io.tombolo.benchmarks.anchoring;

import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.anchoring.kafka.Clients;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Reads and counts bytes: what no service on a consumer can outrun. */
final class BareConsumer implements BenchCase {
    private final AnchoringConfig config;
    private final TopicPartition topic;
    private final long records;

    BareConsumer(AnchoringConfig config, String topic, long records) {
        this.config = config.withKafka(Map.of(
                "bootstrap.servers",
                config.kafka().getOrDefault("bootstrap.servers", ""),
                "max.poll.records",
                Integer.toString(config.append().pollRecords()),
                "max.partition.fetch.bytes",
                Integer.toString(config.append().fetchBytes())));
        this.topic = new TopicPartition(topic, 0);
        this.records = records;
    }

    @Override
    public String name() {
        return "bare consumer";
    }

    @Override
    public long run() {
        try (KafkaConsumer<byte[], byte[]> consumer = Clients.reader(config)) {
            consumer.assign(List.of(topic));
            consumer.seekToBeginning(List.of(topic));
            long began = 0;
            long bytes = 0;
            for (long read = 0; read < records; ) {
                ConsumerRecords<byte[], byte[]> batch = consumer.poll(Duration.ofMillis(100));
                if (began == 0 && !batch.isEmpty()) {
                    began = System.nanoTime();
                }
                for (ConsumerRecord<byte[], byte[]> record : batch) {
                    bytes += record.value().length;
                }
                read += batch.count();
            }
            if (bytes == 0) {
                throw new IllegalStateException("topic " + topic + " holds no bytes");
            }
            return System.nanoTime() - began;
        }
    }
}
