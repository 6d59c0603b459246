import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ReplicaInfo;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What one copy of each topic takes, as a row of a table: {@code Bytes BOOTSTRAP TOPIC…}. A compacted topic's newest records by key are summed too. */
public final class Bytes {
    public static void main(String[] arguments) throws Exception {
        Map<String, Object> kafka = Map.of("bootstrap.servers", arguments[0], "isolation.level", "read_committed");
        System.out.println("| topic | records | bytes of a record | on the disk, a record | newest by key: records | bytes of a record |\n|---|---|---|---|---|---|");
        try (Admin admin = Admin.create(kafka);
                KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(kafka, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            Map<String, Long> disk = disk(admin);
            for (String topic : List.of(arguments).subList(1, arguments.length)) {
                print(topic, consumer, disk.getOrDefault(topic, 0L));
            }
        }
    }

    private static void print(String topic, KafkaConsumer<byte[], byte[]> consumer, long disk) {
        List<TopicPartition> partitions = IntStream.range(0, consumer.partitionsFor(topic).size())
                .mapToObj(number -> new TopicPartition(topic, number))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<String, Long> newest = new HashMap<>();
        long records = 0;
        long bytes = 0;
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                long size = length(record.key()) + length(record.value());
                for (Header header : record.headers()) {
                    size += header.key().length() + length(header.value());
                }
                records++;
                bytes += size;
                if (topic.startsWith("tombolo.") && record.key() != null) {
                    newest.put(new String(record.key(), java.nio.charset.StandardCharsets.ISO_8859_1), size);
                }
            }
        }
        long last = newest.values().stream().mapToLong(Long::longValue).sum();
        System.out.printf(
                "| `%s` | %,d | %,d | %,d | %,d | %,d |%n",
                topic, records, bytes / Math.max(1, records), disk / Math.max(1, records), newest.size(), last / Math.max(1, newest.size()));
    }

    private static long length(byte[] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    /** Of the first broker: all have a copy of everything. */
    private static Map<String, Long> disk(Admin admin) throws Exception {
        Map<String, Long> sizes = new TreeMap<>();
        for (var folder : admin.describeLogDirs(List.of(1)).allDescriptions().get().get(1).values()) {
            for (Map.Entry<TopicPartition, ReplicaInfo> one : folder.replicaInfos().entrySet()) {
                sizes.merge(one.getKey().topic(), one.getValue().size(), Long::sum);
            }
        }
        return sizes;
    }
}
