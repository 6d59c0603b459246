package io.tombolo.registry;

import io.tombolo.schemas.contract.TopicSpec;
import io.tombolo.schemas.contract.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The registry's topic: appends changes, and applies everybody's to the store in the topic's order. */
final class SchemaLog implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SchemaLog.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** Kafka's own limit for a record is 1 MiB; a schema's text of 1 MiB must fit with its escapes. */
    private static final int MAX_RECORD = 4 << 20;

    private final TopicPartition partition;
    private final Store store;
    private final KafkaProducer<String, String> producer;
    private final KafkaConsumer<String, String> consumer;
    private final Admin admin;
    private final Thread reader;
    private final Object progress = new Object();
    private long nextOffset;
    private volatile boolean closed;

    private SchemaLog(String topic, Store store, Map<String, ?> kafka) {
        this.partition = new TopicPartition(topic, 0);
        this.store = store;
        this.producer = new KafkaProducer<>(producerSettings(kafka), new StringSerializer(), new StringSerializer());
        this.consumer =
                new KafkaConsumer<>(consumerSettings(kafka), new StringDeserializer(), new StringDeserializer());
        this.admin = Admin.create(new HashMap<>(kafka));
        this.reader = new Thread(this::follow, "schema-registry-reader");
        this.reader.setDaemon(true);
    }

    /** Makes the topic if it's missing, and reads it to its end. */
    static SchemaLog open(EmbeddedRegistry.Config config, Store store) {
        try {
            createTopic(config);
        } catch (KafkaException | ExecutionException | TimeoutException e) {
            throw new RegistryStartException(
                    "schema registry: Kafka at " + config.kafka().get("bootstrap.servers") + " did not make topic "
                            + config.topic() + ": " + e,
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryStartException("schema registry: interrupted at start", e);
        }
        SchemaLog log = new SchemaLog(config.topic(), store, config.kafka());
        try {
            log.catchUp();
        } catch (RuntimeException e) {
            log.close();
            throw new RegistryStartException(
                    "schema registry: topic " + config.topic() + " can't be read: " + e.getMessage(), e);
        }
        return log;
    }

    /** Appends a change and returns once it, and all before it, are applied. */
    void append(Change change) {
        String key = change.key(UUID.randomUUID().toString());
        awaitOffset(
                "Kafka did not take the change",
                () -> producer.send(new ProducerRecord<>(partition.topic(), 0, key, change.value()))
                        .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                        .offset());
    }

    /** Returns once all that is in the topic now is applied. */
    void awaitEnd() {
        awaitOffset(
                "Kafka did not say where the topic ends",
                () -> admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                                .partitionResult(partition)
                                .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                                .offset()
                        - 1);
    }

    private void awaitOffset(String otherwise, Callable<Long> last) {
        try {
            await(last.call());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Problem(50001, "Interrupted");
        } catch (Exception e) {
            throw new Problem(50001, otherwise + ": " + e);
        }
    }

    private void await(long offset) throws InterruptedException, TimeoutException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        synchronized (progress) {
            while (nextOffset <= offset) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0 || closed) {
                    throw new TimeoutException("written, but not read back");
                }
                progress.wait(left);
            }
        }
    }

    private void catchUp() {
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        long end = consumer.endOffsets(List.of(partition), PATIENCE).getOrDefault(partition, 0L);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (consumer.position(partition, PATIENCE) < end) {
            if (System.nanoTime() > deadline) {
                throw new KafkaException("offset " + end + " not reached within " + PATIENCE.toSeconds() + " s");
            }
            poll();
        }
        reader.start();
    }

    private void follow() {
        while (!closed) {
            try {
                poll();
            } catch (WakeupException e) {
                return;
            } catch (KafkaException e) {
                LOG.atWarn().addKeyValue("reason", e.toString()).log("The registry's topic can't be read just now");
            }
        }
    }

    private void poll() {
        consumer.poll(Duration.ofMillis(500)).forEach(record -> {
            Change change = Change.read(record.key(), record.value());
            if (change != null) {
                store.apply(change);
            } else {
                LOG.atWarn()
                        .addKeyValue("topic", partition.topic())
                        .addKeyValue("offset", record.offset())
                        .log("A record in the registry's topic is not the registry's; passed over");
            }
        });
        synchronized (progress) {
            nextOffset = consumer.position(partition);
            progress.notifyAll();
        }
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            reader.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        consumer.close();
        producer.close(Duration.ofSeconds(2));
        admin.close(Duration.ofSeconds(2));
    }

    private static void createTopic(EmbeddedRegistry.Config config)
            throws ExecutionException, InterruptedException, TimeoutException {
        TopicSpec spec = Topics.schemas(config.topic());
        Map<String, String> settings = new HashMap<>(spec.settings());
        settings.put("max.message.bytes", Integer.toString(MAX_RECORD));
        NewTopic topic = new NewTopic(spec.name(), spec.partitions(), (short) -1).configs(settings);
        try (Admin admin = Admin.create(new HashMap<>(config.kafka()))) {
            admin.createTopics(List.of(topic)).all().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    private static Map<String, Object> producerSettings(Map<String, ?> kafka) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put("acks", "all");
        settings.put("enable.idempotence", "true");
        settings.put("max.request.size", MAX_RECORD);
        settings.put("linger.ms", 0);
        return settings;
    }

    private static Map<String, Object> consumerSettings(Map<String, ?> kafka) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put("auto.offset.reset", "earliest");
        settings.put("enable.auto.commit", "false");
        settings.put("isolation.level", "read_committed");
        // A record ends the wait. So does nothing else: what is asked for over the same connection, as a close, waits
        // as long.
        settings.put("fetch.max.wait.ms", 250);
        settings.remove("group.id");
        return settings;
    }
}
