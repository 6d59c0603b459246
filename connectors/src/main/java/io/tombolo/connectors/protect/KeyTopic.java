package io.tombolo.connectors.protect;

import io.tombolo.protect.GroupKeys;
import io.tombolo.protect.KeyEncryption;
import io.tombolo.protect.KeyException;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.TopicSpec;
import io.tombolo.schemas.contract.Topics;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * The owner's group keys in the topic {@code tombolo.keys}, wrapped by the key encryption key. Key: {@code dataset group}; value: {@code 0x01 |
 * wrapped}.
 *
 * <p>A group's keys are made once, by the writer that asks first: a writer begins with Kafka's transactions under a name that the group alone has, which
 * ends the transaction of every other writer for it; then it reads the topic, and writes only if there are none. A writer that was overtaken
 * can't commit, and reads what the other one wrote.
 */
public final class KeyTopic implements DataKeys.Source {

    private static final byte VERSION = 0x01;
    private static final TopicPartition PARTITION = new TopicPartition(Topics.KEYS, 0);
    private static final int TRIES = 30;
    private static final Duration READ_WITHIN = Duration.ofSeconds(60);

    private final Map<String, Object> kafka;
    private final KeyEncryption encryption;
    private final SecureRandom random = new SecureRandom();

    /**
     * Connects when it is first asked.
     *
     * @param kafka settings of a client that may read and write the topic, with {@code bootstrap.servers}
     */
    public KeyTopic(Map<String, ?> kafka, KeyEncryption encryption) {
        this.kafka = Map.copyOf(kafka);
        this.encryption = encryption;
    }

    /**
     * A group's keys, made now if there are none.
     *
     * @throws KeyException when Kafka does not answer, or the keys are wrapped by another key encryption key
     */
    @Override
    public GroupKeys keys(DatasetId dataset, String group) {
        String key = dataset + " " + group;
        try (Admin admin = Admin.create(kafka)) {
            create(admin);
            byte[] found = read(null).get(key);
            byte[] kept = found == null ? claimed(admin, dataset, group, key) : found;
            return unwrapped(dataset, group, kept);
        } catch (ExecutionException | KafkaException | InterruptedException e) {
            throw unusable(e);
        }
    }

    /**
     * A group's keys; empty if there are none, which are not made then.
     *
     * @throws KeyException as {@link #keys}
     */
    public Optional<GroupKeys> find(DatasetId dataset, String group) {
        try (Admin admin = Admin.create(kafka)) {
            if (!admin.listTopics().names().get().contains(Topics.KEYS)) {
                return Optional.empty();
            }
            return Optional.ofNullable(read(null).get(dataset + " " + group))
                    .map(kept -> unwrapped(dataset, group, kept));
        } catch (ExecutionException | KafkaException | InterruptedException e) {
            throw unusable(e);
        }
    }

    private GroupKeys unwrapped(DatasetId dataset, String group, byte[] kept) {
        if (kept.length == 0 || kept[0] != VERSION) {
            throw new KeyException(
                    "topic " + Topics.KEYS + ", key " + dataset + " " + group + ": is not of version " + VERSION);
        }
        return encryption.unwrap(dataset, group, Arrays.copyOfRange(kept, 1, kept.length));
    }

    private static KeyException unusable(Exception e) {
        if (e instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return new KeyException("topic " + Topics.KEYS + ": interrupted", e);
        }
        String why = e instanceof ExecutionException ? String.valueOf(e.getCause()) : e.getMessage();
        return new KeyException("topic " + Topics.KEYS + ": can't be used: " + why, e);
    }

    private static void create(Admin admin) throws ExecutionException, InterruptedException {
        if (admin.listTopics().names().get().contains(Topics.KEYS)) {
            return;
        }
        TopicSpec spec = Topics.keys();
        try {
            admin.createTopics(
                            List.of(new NewTopic(spec.name(), spec.partitions(), (short) -1).configs(spec.settings())))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    private byte[] claimed(Admin admin, DatasetId dataset, String group, String key)
            throws ExecutionException, InterruptedException {
        KafkaException last = new KafkaException("no try");
        for (int i = 0; i < TRIES; i++) {
            if (i > 0) {
                // Writers that begin together would overtake each other again and again.
                Thread.sleep(random.nextInt(100 << Math.min(i, 5)));
                byte[] written = read(null).get(key);
                if (written != null) {
                    return written;
                }
            }
            try (KafkaProducer<String, byte[]> producer = producer(dataset, group)) {
                producer.initTransactions();
                byte[] found = read(end(admin)).get(key);
                if (found != null) {
                    return found;
                }
                byte[] wrapped = encryption.wrap(dataset, group, GroupKeys.fresh(random));
                byte[] value = new byte[1 + wrapped.length];
                value[0] = VERSION;
                System.arraycopy(wrapped, 0, value, 1, wrapped.length);
                producer.beginTransaction();
                // The commit throws what it failed with.
                Future<?> unused = producer.send(new ProducerRecord<>(Topics.KEYS, 0, key, value));
                producer.commitTransaction();
                return value;
            } catch (TimeoutException | AuthorizationException e) {
                throw e;
            } catch (KafkaException e) {
                // Another writer for this group came after us, or the outcome is not known: the next try finds what
                // counts.
                last = e;
            }
        }
        throw new KeyException(
                "topic " + Topics.KEYS + ", key " + key + ": not written in " + TRIES + " tries: " + last, last);
    }

    /** The end for readers of everything: a transaction that hangs before it is waited for, never overlooked. */
    private static long end(Admin admin) throws ExecutionException, InterruptedException {
        return admin.listOffsets(Map.of(PARTITION, OffsetSpec.latest()))
                .partitionResult(PARTITION)
                .get()
                .offset();
    }

    /** All that is committed, at least up to {@code wanted}; null for what can be read now. */
    private Map<String, byte[]> read(@Nullable Long wanted) {
        Map<String, byte[]> found = new HashMap<>();
        try (KafkaConsumer<String, byte[]> consumer = consumer()) {
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            long end = wanted == null ? consumer.endOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L) : wanted;
            long deadline = System.nanoTime() + READ_WITHIN.toNanos();
            while (consumer.position(PARTITION) < end) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    byte @Nullable [] value = record.value();
                    if (value == null) {
                        found.remove(record.key());
                    } else {
                        found.put(record.key(), value);
                    }
                }
                if (System.nanoTime() > deadline) {
                    throw new KeyException("topic " + Topics.KEYS + ": read to offset "
                            + consumer.position(PARTITION) + " of " + end + " in " + READ_WITHIN.toSeconds()
                            + " s; a transaction may hang there");
                }
            }
        }
        return found;
    }

    private KafkaProducer<String, byte[]> producer(DatasetId dataset, String group) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put("transactional.id", Topics.KEYS_TRANSACTIONS + dataset.topic() + "-" + group);
        settings.put("transaction.timeout.ms", 10_000);
        return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    private KafkaConsumer<String, byte[]> consumer() {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put("isolation.level", "read_committed");
        settings.put("enable.auto.commit", false);
        return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    }
}
