package io.tombolo.provenance;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Function;
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
        return with(consumer -> fetch(consumer, partition, offset));
    }

    /**
     * The records at these offsets that the topic still holds, by offset.
     *
     * @param offsets ascending
     * @param most bytes of keys and values together
     * @throws KafkaException when Kafka is out of reach
     * @throws TooLargeException when the records have more bytes than that
     */
    SortedMap<Long, ConsumerRecord<byte[], byte[]>> fetch(TopicPartition partition, List<Long> offsets, long most) {
        return with(consumer -> fetch(consumer, partition, offsets, most));
    }

    /** More bytes than a caller takes. */
    static final class TooLargeException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private <T> T with(Function<Consumer<byte[], byte[]>, T> work) {
        Consumer<byte[], byte[]> kept = idle.poll();
        Consumer<byte[], byte[]> consumer = kept == null ? connect.get() : kept;
        boolean healthy = false;
        try {
            T found = work.apply(consumer);
            healthy = true;
            return found;
        } catch (TooLargeException larger) {
            healthy = true;
            throw larger;
        } finally {
            if (closed || !healthy || !idle.offer(consumer)) {
                consumer.close();
            }
        }
    }

    private static SortedMap<Long, ConsumerRecord<byte[], byte[]>> fetch(
            Consumer<byte[], byte[]> consumer, TopicPartition partition, List<Long> offsets, long most) {
        SortedMap<Long, ConsumerRecord<byte[], byte[]>> found = new TreeMap<>();
        boolean exists = consumer.partitionsFor(partition.topic()).stream()
                .anyMatch(info -> info.partition() == partition.partition());
        if (!exists) {
            return found;
        }
        consumer.assign(List.of(partition));
        long first = consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        long left = most;
        long position = -1;
        for (long offset : offsets) {
            if (offset < first || offset >= end) {
                continue;
            }
            if (position != offset) {
                consumer.seek(partition, offset);
            }
            Optional<ConsumerRecord<byte[], byte[]>> record = next(consumer, partition, offset);
            if (record.isPresent()) {
                left -= Math.max(0, record.get().serializedKeySize())
                        + Math.max(0, record.get().serializedValueSize());
                if (left < 0) {
                    throw new TooLargeException();
                }
                found.put(offset, record.get());
            }
            position = record.isPresent() ? offset + 1 : -1;
        }
        return found;
    }

    /** The record at the consumer's position, if that is its offset. */
    private static Optional<ConsumerRecord<byte[], byte[]>> next(
            Consumer<byte[], byte[]> consumer, TopicPartition partition, long offset) {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (System.nanoTime() < deadline) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(partition)) {
                return record.offset() == offset ? Optional.of(record) : Optional.empty();
            }
            if (consumer.position(partition) > offset) {
                return Optional.empty();
            }
        }
        throw new TimeoutException(
                "%s at offset %d: no answer in %d s".formatted(partition, offset, LONGEST.toSeconds()));
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
        return next(consumer, partition, offset)
                .<RecordLookup>map(RecordLookup.Found::new)
                .orElseGet(RecordLookup.Gone::new);
    }

    @Override
    public void close() {
        closed = true;
        for (Consumer<byte[], byte[]> consumer = idle.poll(); consumer != null; consumer = idle.poll()) {
            consumer.close();
        }
    }
}
