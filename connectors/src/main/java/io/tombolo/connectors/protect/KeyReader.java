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
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * The owner's group keys for those who only read: as the topic {@code tombolo.keys} has them at the moment of each question, so that an erasure
 * counts at once. Makes none. Thread-safe.
 */
public final class KeyReader implements AutoCloseable {

    /** How long a command waits for Kafka, as Kafka's own do. */
    public static final Duration FOR_A_COMMAND = Duration.ofMinutes(1);

    private static final Duration FOR_AN_HTTP_ANSWER = Duration.ofSeconds(10);

    private final Duration within;
    private final KeyRecords records;
    private final KeyTopic topic;
    private final TreeMap<String, byte[]> kept = new TreeMap<>();
    private final Map<String, Optional<GroupKeys>> unwrapped = new HashMap<>();
    private @Nullable KafkaConsumer<String, byte[]> consumer;

    /**
     * For a server: as {@link #KeyReader(Map, KeyEncryption, Duration)} with 10 s.
     *
     * @param kafka settings of a client that may read the topic, with {@code bootstrap.servers}
     */
    public KeyReader(Map<String, ?> kafka, KeyEncryption encryption) {
        this(kafka, encryption, FOR_AN_HTTP_ANSWER);
    }

    /**
     * Connects when it is first asked.
     *
     * @param kafka settings of a client that may read the topic, with {@code bootstrap.servers}
     * @param within after which a question ends with an error while Kafka does not answer
     */
    public KeyReader(Map<String, ?> kafka, KeyEncryption encryption, Duration within) {
        this.within = within;
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put("allow.auto.create.topics", false);
        settings.put("default.api.timeout.ms", Math.toIntExact(within.toMillis()));
        this.records = new KeyRecords(settings);
        this.topic = new KeyTopic(settings, encryption);
    }

    /**
     * A group's keys; empty when nothing was protected for it yet.
     *
     * @throws KeyException when Kafka does not answer, or the keys are wrapped by another key encryption key
     */
    public synchronized Optional<GroupKeys> keys(DatasetId dataset, String group) {
        catchUp();
        return unwrapped.computeIfAbsent(dataset + " " + group, any -> topic.unwrapped(dataset, group, kept));
    }

    /**
     * The groups of a dataset that have keys.
     *
     * @throws KeyException when Kafka does not answer
     */
    public synchronized NavigableSet<String> groups(DatasetId dataset) {
        catchUp();
        String prefix = dataset + " ";
        NavigableSet<String> groups = new TreeSet<>();
        kept.tailMap(prefix).keySet().stream()
                .takeWhile(key -> key.startsWith(prefix))
                .map(key -> key.substring(prefix.length()))
                // Further parts of a group's keys have names behind its own.
                .filter(group -> group.indexOf(' ') < 0)
                .forEach(groups::add);
        return groups;
    }

    private void catchUp() {
        try {
            KafkaConsumer<String, byte[]> open = open();
            if (open == null) {
                return;
            }
            long end = open.endOffsets(List.of(KeyRecords.PARTITION)).getOrDefault(KeyRecords.PARTITION, 0L);
            long deadline = System.nanoTime() + within.toNanos();
            while (open.position(KeyRecords.PARTITION) < end) {
                for (ConsumerRecord<String, byte[]> record : open.poll(Duration.ofMillis(200))) {
                    byte @Nullable [] value = record.value();
                    unwrapped.clear();
                    if (value == null) {
                        kept.remove(record.key());
                    } else {
                        kept.put(record.key(), value);
                    }
                }
                if (System.nanoTime() > deadline) {
                    throw new KeyException("topic " + Topics.KEYS + ": read to offset "
                            + open.position(KeyRecords.PARTITION) + " of " + end + " in " + within.toSeconds() + " s");
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
        KafkaConsumer<String, byte[]> made = records.consumer("read_committed");
        // The topic is made with the first keys.
        List<?> partitions = made.partitionsFor(Topics.KEYS);
        if (partitions == null || partitions.isEmpty()) {
            made.close();
            return null;
        }
        made.assign(List.of(KeyRecords.PARTITION));
        made.seekToBeginning(List.of(KeyRecords.PARTITION));
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
