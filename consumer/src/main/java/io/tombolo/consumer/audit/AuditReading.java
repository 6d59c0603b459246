package io.tombolo.consumer.audit;

import io.tombolo.consumer.watch.Batch;
import io.tombolo.schemas.commit.Committer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Reads partitions up to given ends on a thread of its own, some polls ahead of the thread that hashes. The consumer is this thread's until
 * {@link #close}.
 */
final class AuditReading implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int POLLS_AHEAD = 2;

    private final String dataset;
    private final Consumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> left;
    private final Duration patience;
    private final IntFunction<Batch> batches;
    private final Committer committer;
    private final BlockingQueue<Polled> polls = new LinkedBlockingQueue<>(POLLS_AHEAD);
    private final Thread thread = new Thread(this::read, "audit-reading");
    private volatile boolean closed;
    private volatile @Nullable RuntimeException failure;

    /** One poll: its records, and the position behind them, of each partition that was not at its end before. */
    record Polled(Map<TopicPartition, Batch> records, Map<TopicPartition, Long> positions) {}

    /**
     * Begins to read.
     *
     * @param consumer assigned, and at the positions from which on to read
     * @param ends the positions at which to stop
     * @param batches room for so many records
     * @param committer this thread's own, for when the other one falls behind
     */
    AuditReading(
            String dataset,
            Consumer<byte[], byte[]> consumer,
            Map<TopicPartition, Long> ends,
            Duration patience,
            IntFunction<Batch> batches,
            Committer committer) {
        this.batches = batches;
        this.committer = committer;
        this.dataset = dataset;
        this.consumer = consumer;
        this.left = new HashMap<>(ends);
        this.patience = patience;
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * The next poll; empty when there was none in a while.
     *
     * @throws RuntimeException what ended the reading, if it was not the ends
     */
    Optional<Polled> next() {
        try {
            Polled polled = polls.poll(POLL.toMillis(), TimeUnit.MILLISECONDS);
            if (polled == null && failure != null) {
                throw failure;
            }
            return Optional.ofNullable(polled);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AuditException(dataset + ": interrupted", e);
        }
    }

    private void read() {
        try {
            long lastSeen = System.nanoTime();
            while (!closed && !left.isEmpty()) {
                ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
                if (!polled.isEmpty() || reachedEnds()) {
                    hand(polled);
                    lastSeen = System.nanoTime();
                }
                if (System.nanoTime() - lastSeen > patience.toNanos()) {
                    throw new AuditException(dataset + ": Kafka returned nothing for " + patience.toSeconds()
                            + " s, before the end of " + left.keySet());
                }
            }
        } catch (RuntimeException e) {
            failure = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A partition may end with what no consumer is shown: aborted records, and a transaction's marks. */
    private boolean reachedEnds() {
        return left.entrySet().stream().anyMatch(one -> consumer.position(one.getKey()) >= one.getValue());
    }

    private void hand(ConsumerRecords<byte[], byte[]> polled) throws InterruptedException {
        Map<TopicPartition, Batch> records = new HashMap<>();
        Map<TopicPartition, Long> positions = new HashMap<>();
        left.forEach((at, end) -> {
            records.put(at, batch(polled.records(at), end));
            positions.put(at, consumer.position(at));
        });
        positions.forEach((at, position) -> {
            if (position >= left.getOrDefault(at, 0L)) {
                left.remove(at);
                consumer.pause(List.of(at));
            }
        });
        if (polls.remainingCapacity() == 0) {
            records.values().forEach(batch -> batch.makeEntries(committer)); // Better than to wait.
        }
        polls.put(new Polled(records, positions));
    }

    private Batch batch(List<ConsumerRecord<byte[], byte[]>> records, long end) {
        Batch batch = batches.apply(records.size());
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (record.offset() < end) {
                batch.add(record, record.key(), record.value(), false);
            }
        }
        return batch;
    }

    /** Waits until the consumer is nobody's. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
