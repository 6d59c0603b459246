package io.tombolo.provenance;

import io.tombolo.provenance.store.HeldCheckpoint;
import io.tombolo.provenance.store.LogStore;
import io.tombolo.provenance.store.StoredLog;
import io.tombolo.schemas.contract.ChangeEventSchema;
import io.tombolo.schemas.registry.RegistryClient;
import io.tombolo.schemas.serde.AvroDeserializer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sealed rows of a dataset that organisations themselves write, as {@code <organisation>/agreements}: partition 0 of each, read on from where the
 * last call stopped. For one thread at a time.
 */
final class SealedRows {
    private static final Logger LOG = LoggerFactory.getLogger(SealedRows.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final LogStore store;
    private final AvroDeserializer avro;
    private final Supplier<Consumer<byte[], byte[]>> connect;
    private final String dataset;
    private final Map<StoredLog, Long> next = new HashMap<>();

    /** @param after the row behind the change */
    record Row(StoredLog log, long index, long offset, GenericRecord after) {
        String level() {
            return EventLine.level(log.view(), index);
        }

        String text(String field) {
            return after.hasField(field) ? String.valueOf(after.get(field)) : "";
        }

        long number(String field) {
            return after.hasField(field) && after.get(field) instanceof Number number ? number.longValue() : 0;
        }
    }

    /**
     * The rows of one name.
     *
     * @param dataset what is behind the organisation, as {@code agreements}
     * @param connect makes a consumer: bytes, read_committed, no group
     */
    SealedRows(LogStore store, RegistryClient registry, Supplier<Consumer<byte[], byte[]>> connect, String dataset) {
        this.store = store;
        this.avro = new AvroDeserializer(registry);
        this.connect = connect;
        this.dataset = dataset;
    }

    /**
     * Gives every row that was sealed since the last call.
     *
     * @throws org.apache.kafka.common.KafkaException when Kafka does not answer
     * @throws io.tombolo.schemas.registry.RegistryException when the registry does not
     */
    void readOn(java.util.function.Consumer<Row> taker) {
        List<StoredLog> behind = store.logs().stream()
                .filter(log -> log.origin().partition() == 0
                        && log.origin().dataset().name().equals(dataset)
                        && next.getOrDefault(log, 0L) < log.view().size())
                .toList();
        if (behind.isEmpty()) {
            return;
        }
        try (Consumer<byte[], byte[]> consumer = connect.get()) {
            behind.forEach(log -> readOn(consumer, log, taker));
        }
    }

    private void readOn(Consumer<byte[], byte[]> consumer, StoredLog log, java.util.function.Consumer<Row> taker) {
        HeldCheckpoint head = log.view().checkpoint();
        if (head == null) {
            return;
        }
        TopicPartition partition = new TopicPartition(head.topic(), 0);
        if (consumer.partitionsFor(head.topic()).isEmpty()) {
            return;
        }
        consumer.assign(List.of(partition));
        long begin = consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        long last = Math.min(EventLine.entry(log, head.size() - 1).offset(), end - 1);
        long first = EventLine.entry(log, next.getOrDefault(log, 0L)).offset();
        consumer.seek(partition, Math.max(begin, first));
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (consumer.position(partition) <= last && System.nanoTime() < deadline) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(partition)) {
                long index = EventRoutes.ceiling(log, record.offset());
                if (record.offset() <= last && index < head.size()) {
                    take(log, index, record, taker);
                    next.put(log, index + 1);
                }
            }
        }
        if (consumer.position(partition) > last) {
            next.put(log, head.size());
        }
    }

    private void take(
            StoredLog log, long index, ConsumerRecord<byte[], byte[]> record, java.util.function.Consumer<Row> taker) {
        try {
            if (avro.deserialize(record.topic(), record.headers(), record.value()) instanceof GenericRecord event
                    && event.hasField(ChangeEventSchema.AFTER)
                    && event.get(ChangeEventSchema.AFTER) instanceof GenericRecord after) {
                taker.accept(new Row(log, index, record.offset(), after));
            }
        } catch (SerializationException other) {
            LOG.atDebug()
                    .addKeyValue("offset", record.offset())
                    .addKeyValue("dataset", dataset)
                    .setCause(other)
                    .log("An event is not a row of this dataset");
        }
    }
}
