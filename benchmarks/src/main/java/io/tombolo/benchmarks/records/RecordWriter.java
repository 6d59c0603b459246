package io.tombolo.benchmarks.records;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes a benchmark's records and reports the first that was not written: a benchmark without it would measure a smaller load. */
public final class RecordWriter implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicReference<Exception> failed = new AtomicReference<>();

    /** @param settings of the Kafka producer; keys and values are bytes */
    public RecordWriter(Map<String, Object> settings) {
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Sends a record without waiting; the future completes when the broker acknowledges it. */
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
        return producer.send(record, (metadata, error) -> failed.compareAndSet(null, error));
    }

    /**
     * Waits until the broker has acknowledged every record that was sent.
     *
     * @throws ExecutionException with the error of the first record that it did not
     */
    public void flush() throws ExecutionException {
        producer.flush();
        Exception error = failed.get();
        if (error != null) {
            throw new ExecutionException(error);
        }
    }

    /** Waits for what was sent, whether it is written or not. */
    @Override
    public void close() {
        producer.close();
    }
}
