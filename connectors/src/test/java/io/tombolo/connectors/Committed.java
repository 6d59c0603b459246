package io.tombolo.connectors;

import io.tombolo.schemas.contract.Topics;
import io.tombolo.schemas.serde.AvroDeserializer;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What committed transactions have left in the topics. It keeps what it has read, and reads only what came since. */
public final class Committed implements AutoCloseable {

    private final Admin admin;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final AvroDeserializer deserializer = new AvroDeserializer();
    private final Map<String, List<ConsumerRecord<byte[], byte[]>>> read = new HashMap<>();
    private final Map<TopicPartition, Long> next = new HashMap<>();

    public Committed(String bootstrap, URI registry) {
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed");
        admin = Admin.create(settings);
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        deserializer.configure(Map.of("schema.registry.url", registry.toString()), false);
    }

    public void create(String topic) throws ExecutionException, InterruptedException {
        admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
    }

    public boolean exists(String topic) {
        try {
            return admin.listTopics().names().get().contains(topic);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public List<GenericRecord> values(String topic) {
        return records(topic).stream()
                .map(r -> (GenericRecord) deserializer.deserialize(topic, r.value()))
                .toList();
    }

    public Set<String> salts(String topic) {
        Set<String> salts = new HashSet<>();
        records(topic)
                .forEach(r -> salts.add(HexFormat.of()
                        .formatHex(r.headers().lastHeader(Topics.SALT_HEADER).value())));
        return salts;
    }

    public synchronized List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        TopicPartition partition = new TopicPartition(topic, 0);
        consumer.assign(List.of(partition));
        consumer.seek(partition, next.getOrDefault(partition, 0L));
        long end = consumer.endOffsets(List.of(partition)).get(partition);
        List<ConsumerRecord<byte[], byte[]>> records = read.computeIfAbsent(topic, name -> new ArrayList<>());
        while (consumer.position(partition) < end) {
            consumer.poll(Duration.ofMillis(500)).forEach(records::add);
        }
        next.put(partition, consumer.position(partition));
        return List.copyOf(records);
    }

    @Override
    public void close() {
        consumer.close();
        admin.close();
        deserializer.close();
    }
}
