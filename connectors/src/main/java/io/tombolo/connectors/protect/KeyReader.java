package io.tombolo.connectors.protect;

import io.tombolo.protect.GroupKeys;
import io.tombolo.protect.KeyEncryption;
import io.tombolo.protect.KeyException;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * The owner's group keys for those who only read: as the topic {@code tombolo.keys} has them at the moment of each question, so that an erasure
 * counts at once. Makes none. Thread-safe.
 */
public final class KeyReader implements AutoCloseable {

    private static final TopicPartition PARTITION = new TopicPartition(Topics.KEYS, 0);
    private static final Duration WITHIN = Duration.ofSeconds(10);

    private final Map<String, Object> kafka;
    private final KeyEncryption encryption;
    private final TreeMap<String, byte[]> kept = new TreeMap<>();
    private final Map<String, GroupKeys> unwrapped = new HashMap<>();
    private @Nullable KafkaConsumer<String, byte[]> consumer;

    /**
     * Connects when it is first asked.
     *
     * @param kafka settings of a client that may read the topic, with {@code bootstrap.servers}
     */
    public KeyReader(Map<String, ?> kafka, KeyEncryption encryption) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put("isolation.level", "read_committed");
        settings.put("enable.auto.commit", false);
        settings.put("allow.auto.create.topics", false);
        settings.put("default.api.timeout.ms", Math.toIntExact(WITHIN.toMillis()));
        this.kafka = Map.copyOf(settings);
        this.encryption = encryption;
    }

    /**
     * A group's keys; empty when nothing was protected for it yet.
     *
     * @throws KeyException when Kafka does not answer, or the keys are wrapped by another key encryption key
     */
    public synchronized Optional<GroupKeys> keys(DatasetId dataset, String group) {
        catchUp();
        String key = dataset + " " + group;
        byte[] found = kept.get(key);
        return found == null
                ? Optional.empty()
                : Optional.of(unwrapped.computeIfAbsent(
                        key, any -> KeyTopic.unwrapped(encryption, dataset, group, found)));
    }

    /**
     * The groups of a dataset that have keys.
     *
     * @throws KeyException when Kafka does not answer
     */
    public synchronized SortedSet<String> groups(DatasetId dataset) {
        catchUp();
        String prefix = dataset + " ";
        SortedSet<String> groups = new TreeSet<>();
        kept.tailMap(prefix).keySet().stream()
                .takeWhile(key -> key.startsWith(prefix))
                .forEach(key -> groups.add(key.substring(prefix.length())));
        return groups;
    }

    private void catchUp() {
        try {
            KafkaConsumer<String, byte[]> open = open();
            if (open == null) {
                return;
            }
            long end = open.endOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L);
            long deadline = System.nanoTime() + WITHIN.toNanos();
            while (open.position(PARTITION) < end) {
                for (ConsumerRecord<String, byte[]> record : open.poll(Duration.ofMillis(200))) {
                    byte @Nullable [] value = record.value();
                    unwrapped.remove(record.key());
                    if (value == null) {
                        kept.remove(record.key());
                    } else {
                        kept.put(record.key(), value);
                    }
                }
                if (System.nanoTime() > deadline) {
                    throw new KeyException("topic " + Topics.KEYS + ": read to offset " + open.position(PARTITION)
                            + " of " + end + " in " + WITHIN.toSeconds() + " s");
                }
            }
        } catch (KafkaException e) {
            // The next question begins again.
            close();
            throw new KeyException("topic " + Topics.KEYS + ": can't be read: " + e.getMessage(), e);
        }
    }

    private @Nullable KafkaConsumer<String, byte[]> open() {
        KafkaConsumer<String, byte[]> known = consumer;
        if (known != null) {
            return known;
        }
        KafkaConsumer<String, byte[]> made =
                new KafkaConsumer<>(kafka, new StringDeserializer(), new ByteArrayDeserializer());
        // The topic is made with the first keys.
        List<?> partitions = made.partitionsFor(Topics.KEYS);
        if (partitions == null || partitions.isEmpty()) {
            made.close();
            return null;
        }
        made.assign(List.of(PARTITION));
        made.seekToBeginning(List.of(PARTITION));
        consumer = made;
        return made;
    }

    @Override
    public synchronized void close() {
        KafkaConsumer<String, byte[]> known = consumer;
        consumer = null;
        kept.clear();
        unwrapped.clear();
        if (known != null) {
            known.close();
        }
    }
}
