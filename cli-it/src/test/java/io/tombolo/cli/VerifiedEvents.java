package io.tombolo.cli;

import io.tombolo.consumer.Delivery;
import io.tombolo.consumer.VerificationConfig;
import io.tombolo.consumer.VerifyingConsumer;
import io.tombolo.consumer.readside.ProvenanceClient;
import io.tombolo.schemas.registry.HttpRegistryClient;
import io.tombolo.schemas.registry.RegistrySchemaHashes;
import io.tombolo.schemas.registry.RegistrySettings;
import io.tombolo.schemas.serde.AvroDeserializer;
import io.tombolo.server.Endpoints;
import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.verdict.Level;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** What a partner's verifying consumer passes on of one dataset: only records that the ledger has anchored, in their order. */
final class VerifiedEvents implements AutoCloseable {
    private final List<Event> events = new ArrayList<>();
    private final Consumer<Event> heard;
    private final HttpRegistryClient registry;
    private final VerifyingConsumer<Object, Object> consumer;

    /**
     * One change.
     *
     * @param hasKey false for a truncation
     */
    record Event(String op, boolean hasKey, Map<String, String> before, Map<String, String> after) {}

    VerifiedEvents(Endpoints endpoints, String topic) {
        this(endpoints, topic, Delivery.holdUntil(Level.ANCHORED, Duration.ofMinutes(1)), event -> {});
    }

    /** @param heard gets each event as soon as it is passed on */
    VerifiedEvents(Endpoints endpoints, String topic, Delivery delivery, Consumer<Event> heard) {
        this.heard = heard;
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", endpoints.kafka(),
                "schema.registry.url", endpoints.registry(),
                "auto.offset.reset", "earliest");
        ProvenanceClient readSide = new ProvenanceClient(URI.create(endpoints.api()));
        registry = new HttpRegistryClient(RegistrySettings.from(Map.of("schema.registry.url", endpoints.registry())));
        VerificationConfig verification = VerificationConfig.builder(
                        readSide, readSide.policy(), EvidenceVerifier.receipts(), new RegistrySchemaHashes(registry))
                .delivery(delivery)
                .build();
        AvroDeserializer keys = new AvroDeserializer();
        keys.configure(settings, true);
        AvroDeserializer values = new AvroDeserializer();
        values.configure(settings, false);
        consumer = VerifyingConsumer.create(settings, keys, values, verification);
        consumer.assign(List.of(new TopicPartition(topic, 0)));
    }

    /** All events so far, once they are enough. */
    List<Event> until(Predicate<List<Event>> enough, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!enough.test(events)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(events.size() + " verified events after " + patience + ", the last: "
                        + (events.isEmpty() ? "none" : events.get(events.size() - 1)));
            }
            for (ConsumerRecord<Object, Object> record : consumer.poll(Duration.ofMillis(200))) {
                GenericRecord event = (GenericRecord) record.value();
                Event told = new Event(
                        event.get("op").toString(),
                        record.key() != null,
                        row(event.get("before")),
                        row(event.get("after")));
                events.add(told);
                heard.accept(told);
            }
        }
        return events;
    }

    /** The rows that all events together leave, by one column's value. */
    static Map<String, Map<String, String>> table(List<Event> events, String key) {
        Map<String, Map<String, String>> rows = new LinkedHashMap<>();
        for (Event event : events) {
            if (!event.hasKey()) {
                rows.clear();
            } else if (event.op().equals("DELETE")) {
                rows.remove(event.before().get(key));
            } else {
                rows.put(event.after().get(key), event.after());
            }
        }
        return rows;
    }

    private static Map<String, String> row(Object row) {
        Map<String, String> fields = new LinkedHashMap<>();
        if (row instanceof GenericRecord record) {
            record.getSchema()
                    .getFields()
                    .forEach(field -> fields.put(field.name(), String.valueOf(record.get(field.pos()))));
        }
        return fields;
    }

    @Override
    public void close() {
        consumer.close();
        registry.close();
    }
}
