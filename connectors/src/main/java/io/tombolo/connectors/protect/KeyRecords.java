package io.tombolo.connectors.protect;

import io.tombolo.protect.KeyException;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.schemas.serde.KafkaTopics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** The records of {@code tombolo.keys}, and the clients that read and write them. */
final class KeyRecords {

    static final TopicPartition PARTITION = new TopicPartition(Topics.KEYS, 0);
    private static final Duration READ_WITHIN = Duration.ofSeconds(60);
    private static final Duration STEP = Duration.ofMillis(200);

    private final Map<String, Object> kafka;

    KeyRecords(Map<String, ?> kafka) {
        this.kafka = Map.copyOf(kafka);
    }

    Admin admin() {
        return Admin.create(kafka);
    }

    /** Something that Kafka is asked for. */
    @FunctionalInterface
    interface Asked<T> {
        T from(Admin admin) throws ExecutionException, InterruptedException;
    }

    /** Asks, with the topic there. */
    <T> T with(Asked<T> asked) {
        try (Admin admin = admin()) {
            create(admin);
            return asked.from(admin);
        } catch (ExecutionException e) {
            throw new KeyException("topic " + Topics.KEYS + ": can't be used: " + e.getCause(), e);
        } catch (KafkaException e) {
            throw new KeyException("topic " + Topics.KEYS + ": can't be used: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KeyException("topic " + Topics.KEYS + ": interrupted", e);
        }
    }

    private static void create(Admin admin) throws ExecutionException, InterruptedException {
        if (!admin.listTopics().names().get().contains(Topics.KEYS)) {
            KafkaTopics.make(admin, Topics.keys());
        }
    }

    /** The end for readers of everything: a transaction that hangs before it is waited for, never overlooked. */
    static long end(Admin admin) throws ExecutionException, InterruptedException {
        return admin.listOffsets(Map.of(PARTITION, OffsetSpec.latest()))
                .partitionResult(PARTITION)
                .get()
                .offset();
    }

    /** All that is committed, at least up to {@code wanted}; null for what can be read now. */
    Map<String, byte[]> read(@Nullable Long wanted) {
        Map<String, byte[]> found = new HashMap<>();
        try (KafkaConsumer<String, byte[]> consumer = consumer("read_committed")) {
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            long end = wanted == null ? consumer.endOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L) : wanted;
            long deadline = System.nanoTime() + READ_WITHIN.toNanos();
            while (consumer.position(PARTITION) < end) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(STEP)) {
                    byte @Nullable [] value = record.value();
                    if (value == null) {
                        found.remove(record.key());
                    } else {
                        found.put(record.key(), value);
                    }
                }
                if (System.nanoTime() > deadline) {
                    throw new KeyException("topic " + Topics.KEYS + ": read to offset "
                            + consumer.position(PARTITION) + " of " + end + " in " + READ_WITHIN.toSeconds()
                            + " s; a transaction may hang there");
                }
            }
        }
        return found;
    }

    /** Whether a key before that offset has more than one record. */
    boolean hasOldRecords(long end) {
        Map<String, Integer> records = new HashMap<>();
        try (KafkaConsumer<String, byte[]> consumer = consumer("read_uncommitted")) {
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            while (consumer.position(PARTITION) < end) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(STEP)) {
                    if (record.offset() < end) {
                        records.merge(record.key(), 1, Integer::sum);
                    }
                }
            }
        }
        return records.values().stream().anyMatch(count -> count > 1);
    }

    KafkaConsumer<String, byte[]> consumer(String isolation) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put("isolation.level", isolation);
        settings.put("enable.auto.commit", false);
        return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** @param more settings beside those of every client */
    KafkaProducer<String, byte[]> producer(Map<String, ?> more) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.putAll(more);
        return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }
}
