package io.tombolo.anchoring.process;

import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.anchoring.kafka.Clients;
import io.tombolo.anchoring.leaf.RecordPreview;
import io.tombolo.schemas.registry.RegistryClient;
import io.tombolo.schemas.registry.RegistrySchemaHashes;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** Shows what would be hashed, topic by topic, and writes nothing anywhere. */
final class DryRun {
    private DryRun() {}

    /** Prints the first records of each partition of each topic that a rule makes a dataset. */
    static void print(AnchoringConfig config, int records, PrintStream out) {
        try (RegistryClient registry = config.registryClient();
                KafkaConsumer<byte[], byte[]> consumer = Clients.reader(config)) {
            RecordPreview preview = new RecordPreview(config, new RegistrySchemaHashes(registry));
            for (Map.Entry<String, List<PartitionInfo>> topic :
                    consumer.listTopics().entrySet()) {
                Optional<String> unnamed = preview.whyUnnamed(topic.getKey());
                if (unnamed.isPresent()) {
                    out.println(unnamed.get() + ": it would not be read");
                } else if (preview.isDataset(topic.getKey())) {
                    for (PartitionInfo partition : topic.getValue()) {
                        print(
                                new TopicPartition(topic.getKey(), partition.partition()),
                                consumer,
                                preview,
                                records,
                                out);
                    }
                }
            }
        }
    }

    private static void print(
            TopicPartition partition,
            KafkaConsumer<byte[], byte[]> consumer,
            RecordPreview preview,
            int records,
            PrintStream out) {
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
        while (read.size() < records && consumer.position(partition) < end) {
            consumer.poll(Duration.ofMillis(100)).forEach(read::add);
        }
        out.println(preview.heading(partition.topic(), partition.partition(), end));
        read.stream().limit(records).map(preview::line).forEach(out::println);
    }
}
