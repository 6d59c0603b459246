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
     * Waits for every record that was sent.
     *
     * @throws ExecutionException with the error of the first that the broker has not acknowledged
     */
    @Override
    public void close() throws ExecutionException {
        producer.close();
        Exception error = failed.get();
        if (error != null) {
            throw new ExecutionException(error);
        }
    }
}
