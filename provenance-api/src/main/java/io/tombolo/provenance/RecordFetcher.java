package io.tombolo.provenance;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Reads single records by offset, with a few consumers that are kept between requests. */
final class RecordFetcher implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final Supplier<Consumer<byte[], byte[]>> connect;
    private final BlockingQueue<Consumer<byte[], byte[]>> idle;
    private volatile boolean closed;

    /** @param connect makes a consumer: bytes, read_committed, no group, one record a poll */
    RecordFetcher(Supplier<Consumer<byte[], byte[]>> connect, int kept) {
        this.connect = connect;
        this.idle = new ArrayBlockingQueue<>(kept);
    }

    /** @throws KafkaException when Kafka is out of reach */
    RecordLookup fetch(TopicPartition partition, long offset) {
        Consumer<byte[], byte[]> kept = idle.poll();
        Consumer<byte[], byte[]> consumer = kept == null ? connect.get() : kept;
        boolean healthy = false;
        try {
            RecordLookup found = fetch(consumer, partition, offset);
            healthy = true;
            return found;
        } finally {
            if (closed || !healthy || !idle.offer(consumer)) {
                consumer.close();
            }
        }
    }

    private static RecordLookup fetch(Consumer<byte[], byte[]> consumer, TopicPartition partition, long offset) {
        boolean exists = consumer.partitionsFor(partition.topic()).stream()
                .anyMatch(info -> info.partition() == partition.partition());
        if (!exists) {
            return new RecordLookup.NoSuchTopic();
        }
        consumer.assign(List.of(partition));
        long first = consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        if (offset < first || offset >= end) {
            return new RecordLookup.Gone();
        }
        consumer.seek(partition, offset);
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (System.nanoTime() < deadline) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(partition)) {
                return record.offset() == offset ? new RecordLookup.Found(record) : new RecordLookup.Gone();
            }
            if (consumer.position(partition) > offset) {
                return new RecordLookup.Gone();
            }
        }
        throw new TimeoutException(
                "%s at offset %d: no answer in %d s".formatted(partition, offset, LONGEST.toSeconds()));
    }

    @Override
    public void close() {
        closed = true;
        for (Consumer<byte[], byte[]> consumer = idle.poll(); consumer != null; consumer = idle.poll()) {
            consumer.close();
        }
    }
}
