package io.tombolo.anchoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Transactions of a few records to all partitions, some of them aborted, some records no frames, some tombstones. */
final class Load implements AutoCloseable {
    private static final long PAUSE_NANOS = 150_000_000;

    private final Cluster cluster;
    private final String topic;
    private final int partitions;
    private final Thread thread;
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private volatile boolean stopping;

    Load(Cluster cluster, String topic, int partitions) {
        this.cluster = cluster;
        this.topic = topic;
        this.partitions = partitions;
        this.thread = new Thread(this::run, "load");
        thread.start();
    }

    private void run() {
        try (KafkaProducer<byte[], byte[]> producer = cluster.producer(Map.of("transactional.id", "load-" + topic))) {
            producer.initTransactions();
            for (long round = 0; !stopping; round++) {
                producer.beginTransaction();
                for (int i = 0; i < 40; i++) {
                    var unused = producer.send(record(40 * round + i));
                }
                if (round % 7 == 3) {
                    producer.abortTransaction();
                } else {
                    producer.commitTransaction();
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (RuntimeException e) {
            failure.set(e);
        }
    }

    /** The first partition gets most. */
    private ProducerRecord<byte[], byte[]> record(long number) {
        int partition = (int) (number % (partitions + 1) % partitions);
        if (number % 101 == 7) {
            return cluster.raw(topic, partition, "not framed " + number);
        }
        ProducerRecord<byte[], byte[]> change = cluster.change(topic, partition, number);
        return number % 53 == 9 ? new ProducerRecord<>(topic, partition, change.key(), null) : change;
    }

    /** Ends with a last whole transaction. */
    void stop() throws InterruptedException {
        stopping = true;
        thread.join();
        assertThat(failure.get()).isNull();
    }

    @Override
    public void close() {
        stopping = true;
    }
}
