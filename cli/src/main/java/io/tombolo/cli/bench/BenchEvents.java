package io.tombolo.cli.bench;

import io.tombolo.benchmarks.records.RecordWriter;
import io.tombolo.cli.shell.CommandException;
import io.tombolo.schemas.commit.Frame;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.schemas.registry.HttpRegistryClient;
import io.tombolo.schemas.registry.RegistryClient;
import io.tombolo.schemas.registry.RegistrySettings;
import io.tombolo.schemas.registry.SchemaSource;
import io.tombolo.server.Tombolo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Publishes events of framed Avro with salts, random bytes, to a dataset of one partition on a running node. For one thread at a time. */
final class BenchEvents implements AutoCloseable {
    private static final int BYTES = 200;

    private final String topic;
    private final int schema;
    private final RecordWriter writer;
    private final SplittableRandom random = new SplittableRandom();

    private BenchEvents(String topic, int schema, RecordWriter writer) {
        this.topic = topic;
        this.schema = schema;
        this.writer = writer;
    }

    /** A dataset's name that no earlier run has used. */
    static String newDataset() {
        return "bench-" + System.currentTimeMillis();
    }

    /**
     * Makes the topic and registers its schema.
     *
     * @param settings of the producer, beside the node's address
     */
    static BenchEvents to(Tombolo node, String topic, Map<String, Object> settings) throws InterruptedException {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("bootstrap.servers", node.endpoints().kafka());
        try (RegistryClient registry = new HttpRegistryClient(RegistrySettings.from(
                        Map.of("schema.registry.url", node.endpoints().registry())));
                Admin admin = Admin.create(
                        Map.of("bootstrap.servers", node.endpoints().kafka()))) {
            int schema = registry.register(
                    topic + "-value", SchemaSource.of(SchemaBuilder.builder().bytesType()), false);
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
            return new BenchEvents(topic, schema, new RecordWriter(all));
        } catch (ExecutionException e) {
            throw new CommandException("topic " + topic + " can't be made: " + e.getCause(), e);
        }
    }

    void send() {
        byte[] salt = new byte[Topics.SALT_LENGTH];
        random.nextBytes(salt);
        ProducerRecord<byte[], byte[]> event = new ProducerRecord<>(topic, 0, framed(), framed());
        event.headers().add(Topics.SALT_HEADER, salt);
        var unused = writer.send(event);
    }

    private byte[] framed() {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        Frame.write(schema, bytes, 0);
        return bytes;
    }

    /**
     * Waits until everything that was sent is in the topic.
     *
     * @throws CommandException if an event was not written
     */
    @Override
    public void close() {
        try {
            writer.close();
        } catch (ExecutionException e) {
            throw new CommandException("events are missing in topic " + topic + ": " + e.getCause(), e);
        }
    }
}
