package io.tombolo.push;

import io.tombolo.connectors.Committed;
import io.tombolo.kafka.EmbeddedKafka;
import io.tombolo.registry.EmbeddedRegistry;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.schemas.serde.AvroDeserializer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A broker that can be stopped and comes back on its port with its data, and a registry that outlives it. */
final class PushKafka implements AutoCloseable {

    private final EmbeddedKafka.Config config;
    private EmbeddedKafka broker;
    private final EmbeddedRegistry registry;
    private final Committed committed;

    private PushKafka(EmbeddedKafka.Config config, EmbeddedKafka broker, EmbeddedRegistry registry) {
        this.config = config;
        this.broker = broker;
        this.registry = registry;
        this.committed = new Committed(broker.bootstrapServers(), registry.uri());
    }

    static PushKafka start(Path dir) throws IOException {
        EmbeddedKafka.Config config = new EmbeddedKafka.Config(dir, "127.0.0.1", freePort(), Map.of());
        EmbeddedKafka broker = EmbeddedKafka.start(config);
        EmbeddedRegistry registry = EmbeddedRegistry.start(new EmbeddedRegistry.Config(
                "127.0.0.1", 0, Map.of("bootstrap.servers", broker.bootstrapServers()), Topics.SCHEMAS));
        return new PushKafka(config, broker, registry);
    }

    static int freePort() {
        return EmbeddedKafka.freePort(InetAddress.getLoopbackAddress());
    }

    String bootstrap() {
        return broker.bootstrapServers();
    }

    URI registry() {
        return registry.uri();
    }

    void stop() {
        broker.close();
    }

    void again() {
        broker = EmbeddedKafka.start(config);
    }

    void create(String topic) throws ExecutionException, InterruptedException {
        committed.create(topic);
    }

    List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        return committed.records(topic);
    }

    /** The rows' ids that a reader of committed events sees, as often as it sees them. */
    List<Long> ids(DatasetId dataset) {
        List<Long> ids = new ArrayList<>();
        read(dataset).forEach(row -> ids.add(row.id()));
        return ids;
    }

    /** Each id's offset. */
    Map<Long, Long> offsets(DatasetId dataset) {
        Map<Long, Long> offsets = new HashMap<>();
        read(dataset).forEach(row -> offsets.put(row.id(), row.offset()));
        return offsets;
    }

    private record Row(long id, long offset) {}

    private List<Row> read(DatasetId dataset) {
        try (AvroDeserializer deserializer = new AvroDeserializer()) {
            deserializer.configure(Map.of("schema.registry.url", registry.uri().toString()), false);
            return records(dataset.topic()).stream()
                    .map(record -> new Row(
                            (Long) ((GenericRecord)
                                            ((GenericRecord) deserializer.deserialize(record.topic(), record.value()))
                                                    .get("after"))
                                    .get("id"),
                            record.offset()))
                    .toList();
        }
    }

    @Override
    public void close() {
        committed.close();
        registry.close();
        broker.close();
    }
}
