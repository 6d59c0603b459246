package io.tombolo.provenance.search;

import io.tombolo.provenance.store.HeldCheckpoint;
import io.tombolo.provenance.store.LogStore;
import io.tombolo.provenance.store.LogView;
import io.tombolo.provenance.store.StoredLog;
import io.tombolo.schemas.commit.Entry;
import io.tombolo.schemas.serde.KafkaHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the keys of records that logs hold from the datasets' topics, in the newest generation of each partition: the records of an older one are
 * gone. For one thread.
 */
final class KeyTopics implements AutoCloseable {
    /** Partitions that are read at the same time. */
    private static final int PARTITIONS = 2_000;

    /** After this long a topic that could not be read is tried again. */
    private static final Duration ASK_AGAIN = Duration.ofMinutes(5);

    private final LogStore store;
    private final SearchIndex index;
    private final Mac mac;
    private final Supplier<Consumer<byte[], byte[]>> connect;
    private final KafkaHeaders headers = new KafkaHeaders();
    private final Map<TopicPartition, StoredLog> assigned = new HashMap<>();
    private final Map<StoredLog, Seen> seen = new HashMap<>();
    /** Topics that may not be read, or are not there. */
    private final Set<String> refused = new HashSet<>();

    private @Nullable Consumer<byte[], byte[]> consumer;
    private long refusedAt = System.nanoTime();
    private boolean behind;

    /** How far a log went when it was looked at last. */
    private record Seen(LogView view, long lastOffset) {}

    KeyTopics(LogStore store, SearchIndex index, Mac mac, Supplier<Consumer<byte[], byte[]>> connect) {
        this.store = store;
        this.index = index;
        this.mac = mac;
        this.connect = connect;
    }

    /** Whether there were records to be read still, at the last look. */
    boolean isBehind() {
        return behind;
    }

    /** What can't be read; empty when all can. */
    String trouble() {
        return refused.isEmpty()
                ? ""
                : "topics that can't be read: "
                        + refused.stream().sorted().limit(10).collect(Collectors.joining(", "));
    }

    /** Whether there is anything to be read or waited for. */
    boolean isIdle() {
        return assigned.isEmpty();
    }

    /**
     * Reads on, for at most that time where nothing comes.
     *
     * @return records
     */
    long read(Duration longest) {
        if (System.nanoTime() - refusedAt > ASK_AGAIN.toNanos()) {
            refused.clear();
            refusedAt = System.nanoTime();
        }
        List<StoredLog> wanted = behind();
        behind = !wanted.isEmpty();
        if (wanted.isEmpty() && assigned.isEmpty()) {
            return 0;
        }
        Consumer<byte[], byte[]> kafka = consumer == null ? connect.get() : consumer;
        consumer = kafka;
        try {
            assign(kafka, wanted);
            ConsumerRecords<byte[], byte[]> records =
                    assigned.isEmpty() ? ConsumerRecords.empty() : kafka.poll(longest);
            for (TopicPartition partition : records.partitions()) {
                StoredLog log = assigned.get(partition);
                if (log != null) {
                    take(log, records.records(partition));
                }
            }
            assigned.forEach((partition, log) -> index.of(log).keys.covered(kafka.position(partition)));
            return records.count();
        } catch (OffsetOutOfRangeException moved) {
            assigned.keySet().removeAll(moved.partitions());
            kafka.assign(assigned.keySet());
            return 0;
        } catch (TopicAuthorizationException forbidden) {
            refused.addAll(forbidden.unauthorizedTopics());
            assigned.keySet().removeIf(partition -> refused.contains(partition.topic()));
            kafka.assign(assigned.keySet());
            return 0;
        }
    }

    private void take(StoredLog log, List<ConsumerRecord<byte[], byte[]>> records) {
        HashRuns keys = index.of(log).keys;
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (record.key() != null) {
                byte[] hash = KeyHash.of(log.origin().dataset(), record.key(), headers.of(record.headers()))
                        .toBytes();
                keys.room(1);
                keys.add(mac.doFinal(hash), record.offset());
            }
            keys.covered(record.offset() + 1);
        }
    }

    /** Logs with sealed records whose keys are not indexed, the newest generation of each partition. */
    private List<StoredLog> behind() {
        List<StoredLog> wanted = new ArrayList<>();
        StoredLog before = null;
        for (StoredLog log : store.logs()) {
            // Generations of a partition follow each other.
            if (before != null && !isSamePartition(before, log) && isBehind(before)) {
                wanted.add(before);
            }
            before = log;
        }
        if (before != null && isBehind(before)) {
            wanted.add(before);
        }
        return wanted;
    }

    private static boolean isSamePartition(StoredLog one, StoredLog other) {
        return one.origin().dataset().equals(other.origin().dataset())
                && one.origin().partition() == other.origin().partition();
    }

    @SuppressWarnings("ReferenceEquality") // a commit makes another view
    private boolean isBehind(StoredLog log) {
        LogView view = log.view();
        HeldCheckpoint head = view.checkpoint();
        if (head == null || refused.contains(head.topic())) {
            return false;
        }
        Seen known = seen.get(log);
        if (known == null || known.view() != view) {
            known = new Seen(view, Entry.decode(log.entry(view.size() - 1)).offset());
            seen.put(log, known);
        }
        return index.of(log).keys.next() <= known.lastOffset();
    }

    /** What is read stays assigned, as more of it is to come; what is not behind goes first where there are too many. */
    private void assign(Consumer<byte[], byte[]> kafka, List<StoredLog> wanted) {
        Map<TopicPartition, StoredLog> fresh = new HashMap<>();
        for (StoredLog log : wanted) {
            HeldCheckpoint head = log.view().checkpoint();
            if (head != null) {
                TopicPartition partition =
                        new TopicPartition(head.topic(), log.origin().partition());
                if (assigned.get(partition) != log && fresh.size() < PARTITIONS) {
                    fresh.put(partition, log);
                }
            }
        }
        if (fresh.isEmpty()) {
            return;
        }
        Set<String> there = kafka.listTopics().keySet();
        fresh.keySet().removeIf(partition -> {
            boolean gone = !there.contains(partition.topic());
            if (gone) {
                refused.add(partition.topic());
            }
            return gone;
        });
        if (assigned.size() + fresh.size() > PARTITIONS) {
            Set<StoredLog> needed = new HashSet<>(wanted);
            assigned.values().removeIf(log -> !needed.contains(log));
        }
        Map<TopicPartition, Long> begins = kafka.beginningOffsets(fresh.keySet());
        // A topic that was made again, and whose new log is not known yet.
        kafka.endOffsets(fresh.keySet()).forEach((partition, end) -> {
            StoredLog log = fresh.get(partition);
            if (log != null && index.of(log).keys.next() > end) {
                refused.add(partition.topic());
                fresh.remove(partition);
            }
        });
        assigned.putAll(fresh);
        kafka.assign(assigned.keySet());
        fresh.forEach((partition, log) -> {
            HashRuns keys = index.of(log).keys;
            long begin = begins.getOrDefault(partition, 0L);
            keys.forgetBefore(begin);
            kafka.seek(partition, Math.max(begin, keys.next()));
        });
    }

    @Override
    public void close() {
        if (consumer != null) {
            consumer.close();
        }
    }
}
