package io.tombolo.cli.bench;

import io.tombolo.cli.shell.CommandException;
import io.tombolo.consumer.readside.ProvenanceClient;
import io.tombolo.schemas.commit.Frame;
import io.tombolo.schemas.contract.AnchorRecord;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.schemas.registry.HttpRegistryClient;
import io.tombolo.schemas.registry.RegistryClient;
import io.tombolo.schemas.registry.RegistrySettings;
import io.tombolo.schemas.registry.SchemaSource;
import io.tombolo.up.Node;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Publishes events at a steady rate to one partition and watches the read side: an event is anchored when the read side shows an
 * anchor that covers it, which is when anybody else can see it too.
 */
final class PublishToAnchored {
    private static final int VALUE_BYTES = 200;
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);
    private static final int WARM_UP = 50;

    private final Node node;
    private final String organisation;
    private final String dataset = "bench-" + System.currentTimeMillis();
    private final long[] sent;
    private final long[] millis;
    private final long pauseNanos;
    private final ProvenanceClient readSide;
    private final SecureRandom random = new SecureRandom();

    PublishToAnchored(Node node, int events, int rate) {
        this.node = node;
        this.organisation =
                node.consortium().organisations().map(names -> names.get(0)).orElse("bench.example");
        this.sent = new long[events + WARM_UP];
        this.millis = new long[events];
        this.pauseNanos = TimeUnit.SECONDS.toNanos(1) / rate;
        this.readSide = new ProvenanceClient(URI.create(node.endpoints().api()));
    }

    /**
     * What came out.
     *
     * @param millis for each event, ascending
     * @param transactions on the ledger that carried them
     */
    record Measured(List<Long> millis, long transactions) {

        /** The smallest value that this share of all events does not exceed; 100 for the longest. */
        long percentile(int percent) {
            return millis.get(Math.max(0, (int) Math.ceil(millis.size() * percent / 100.0) - 1));
        }
    }

    Measured measure() throws InterruptedException {
        try (RegistryClient registry = new HttpRegistryClient(RegistrySettings.from(
                        Map.of("schema.registry.url", node.endpoints().registry())));
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", node.endpoints().kafka(), "linger.ms", 0),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            String topic = organisation + "." + dataset;
            int schema = registry.register(
                    topic + "-value", SchemaSource.of(SchemaBuilder.builder().bytesType()), false);
            make(topic);
            // The first events wait for the topic to be found and the dataset to be registered: they are not counted.
            for (int i = 0; i < WARM_UP; i++) {
                send(producer, topic, schema, i);
            }
            watch(WARM_UP, 0);
            Thread sending = new Thread(() -> sendAll(producer, topic, schema), "bench-producer");
            sending.start();
            watch(sent.length, WARM_UP);
            sending.join();
        }
        List<AnchorRecord> anchors =
                node.consortium().as(organisation).history(organisation + "/" + dataset + "/0", WARM_UP + 1, 1000);
        return new Measured(
                Arrays.stream(millis).sorted().boxed().toList(),
                anchors.stream().map(AnchorRecord::transactionId).distinct().count());
    }

    private void make(String topic) throws InterruptedException {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", node.endpoints().kafka()))) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        } catch (ExecutionException e) {
            throw new CommandException("topic " + topic + " can't be made: " + e.getCause(), e);
        }
    }

    private void sendAll(KafkaProducer<byte[], byte[]> producer, String topic, int schema) {
        long next = System.nanoTime();
        for (int i = WARM_UP; i < sent.length; i++) {
            while (System.nanoTime() < next) {
                java.util.concurrent.locks.LockSupport.parkNanos(next - System.nanoTime());
            }
            send(producer, topic, schema, i);
            next += pauseNanos;
        }
    }

    private void send(KafkaProducer<byte[], byte[]> producer, String topic, int schema, int index) {

        byte[] salt = new byte[Topics.SALT_LENGTH];
        random.nextBytes(salt);
        ProducerRecord<byte[], byte[]> event = new ProducerRecord<>(topic, 0, framed(schema), framed(schema));
        event.headers().add(Topics.SALT_HEADER, salt);
        synchronized (sent) {
            sent[index] = System.nanoTime();
        }
        var unused = producer.send(event);
    }

    private byte[] framed(int schema) {
        byte[] bytes = new byte[VALUE_BYTES];
        random.nextBytes(bytes);
        Frame.write(schema, bytes, 0);
        return bytes;
    }

    /** Asks until so many are anchored, and notes when each from {@code first} on was seen to be. */
    private void watch(int until, int first) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS + (until - first) * pauseNanos;
        int seen = first;
        while (seen < until) {
            int anchored = (int) readSide.datasets().stream()
                    .filter(one -> one.dataset().equals(organisation + "/" + dataset))
                    .mapToLong(one -> one.anchored())
                    .sum();
            long now = System.nanoTime();
            synchronized (sent) {
                for (; seen < Math.min(anchored, until); seen++) {
                    if (seen >= WARM_UP) {
                        millis[seen - WARM_UP] = TimeUnit.NANOSECONDS.toMillis(now - sent[seen]);
                    }
                }
            }
            if (now > deadline) {
                throw new CommandException(
                        anchored + " of " + until + " events are anchored, and nothing more comes: see "
                                + "whether the ledger takes transactions");
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }
}
