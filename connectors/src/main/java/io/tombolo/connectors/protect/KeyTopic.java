package io.tombolo.connectors.protect;

import io.tombolo.protect.DataKeyId;
import io.tombolo.protect.GroupKeys;
import io.tombolo.protect.KeyEncryption;
import io.tombolo.protect.KeyException;
import io.tombolo.protect.Subject;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.Topics;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The owner's group keys in the topic {@code tombolo.keys}. Key: {@code dataset group}, and {@code dataset group branch} for each branch of its tree; value:
 * {@code 0x01 |} the keys, wrapped by the key encryption key, or the branch, sealed by a secret of the keys.
 *
 * <p>A group's keys are made, changed and wrapped again by one writer at a time: a writer begins with Kafka's transactions under a name that the group alone
 * has, which ends the transaction of every other writer for it; then it reads the topic, and writes what follows from what it read. A writer that was
 * overtaken can't commit, and begins again with what the other one wrote.
 */
public final class KeyTopic implements DataKeys.Source {

    private static final byte VERSION = 0x01;
    private static final int TRIES = 30;
    /** Of a record; a producer's and a topic's own limits are a little higher. */
    static final int MOST = 1_000_000;

    private final KeyRecords records;
    private final KeyEncryption encryption;
    private final SecureRandom random = new SecureRandom();
    private @Nullable KeyWatch watch;

    /**
     * Connects when it is first asked.
     *
     * @param kafka settings of a client that may read and write the topic, with {@code bootstrap.servers}
     */
    public KeyTopic(Map<String, ?> kafka, KeyEncryption encryption) {
        this.records = new KeyRecords(kafka);
        this.encryption = encryption;
    }

    /**
     * What an erasure did in one group.
     *
     * @param ids of the subjects' data keys, in the order of the subjects
     * @param now how many of them had not been erased before
     */
    public record Erased(List<DataKeyId> ids, int now) {
        public Erased {
            ids = List.copyOf(ids);
        }
    }

    /** How many groups' keys were wrapped by the present key encryption key, and how many had been already. */
    public record Rewrapped(int groups, int before) {}

    /**
     * A group's keys, made now if there are none.
     *
     * @throws KeyException when Kafka does not answer, or the keys are wrapped by another key encryption key
     */
    public GroupKeys keys(DatasetId dataset, String group) {
        return keys(dataset, group, keys -> keys);
    }

    @Override
    public GroupKeys keys(DatasetId dataset, String group, Set<String> columns) {
        watch();
        return keys(dataset, group, keys -> keys.with(columns));
    }

    private GroupKeys keys(DatasetId dataset, String group, UnaryOperator<GroupKeys> change) {
        return records.with(admin -> {
            Optional<GroupKeys> found = unwrapped(dataset, group, records.read(null));
            return found.isPresent() && found.get() == change.apply(found.get())
                    ? found.get()
                    : changed(admin, dataset, group, change, false);
        });
    }

    /** None for a dataset without protected fields. */
    @Override
    public Map<String, GroupKeys> all(DatasetId dataset) {
        return records.with(admin -> {
            Map<String, byte[]> found = records.read(KeyRecords.end(admin));
            Map<String, GroupKeys> all = new LinkedHashMap<>();
            for (String key : new TreeSet<>(found.keySet())) {
                String[] parts = key.split(" ", -1);
                if (parts.length == 2 && parts[0].equals(dataset.toString())) {
                    all.put(parts[1], unwrapped(dataset, parts[1], found).orElseThrow());
                }
            }
            return all;
        });
    }

    /**
     * Takes subjects' keys away, permanently: nobody can make them from what is kept afterwards. What was kept before is gone from Kafka's disks
     * behind {@link #forget()}.
     *
     * @throws KeyException when Kafka does not answer, or a branch of the tree would have more bytes than a record may
     */
    public Erased erase(DatasetId dataset, String group, Collection<Subject> subjects) {
        return records.with(admin -> {
            Erased[] erased = {new Erased(List.of(), 0)};
            changed(
                    admin,
                    dataset,
                    group,
                    keys -> {
                        List<DataKeyId> ids = subjects.stream().map(keys::idOf).toList();
                        GroupKeys.Without without = keys.without(ids);
                        erased[0] = new Erased(ids, without.erased());
                        return without.keys();
                    },
                    false);
            return erased[0];
        });
    }

    /**
     * Wraps all keys again that an older key encryption key wrapped. A second call, also after a process was killed in the first one, does what is left.
     *
     * @throws KeyException when Kafka does not answer, or none of the key encryption keys unwraps a group's keys
     */
    public Rewrapped rewrap() {
        return records.with(admin -> {
            int groups = 0;
            int before = 0;
            for (Map.Entry<String, byte[]> one :
                    records.read(KeyRecords.end(admin)).entrySet()) {
                String[] parts = one.getKey().split(" ", -1);
                if (parts.length != 2) {
                    continue;
                }
                DatasetId dataset = DatasetId.parse(parts[0]);
                if (encryption.isCurrent(dataset, parts[1], wrapped(one.getKey(), one.getValue()))) {
                    before++;
                } else {
                    changed(admin, dataset, parts[1], keys -> keys, true);
                    groups++;
                }
            }
            return new Rewrapped(groups, before);
        });
    }

    /**
     * Has Kafka remove the records from its disks that newer ones replaced, and returns when they are gone.
     *
     * @throws KeyException when they are not in two minutes
     */
    public void forget() {
        records.with(admin -> {
            KeySweep.run(admin, records);
            return true;
        });
    }

    private GroupKeys changed(
            Admin admin, DatasetId dataset, String group, UnaryOperator<GroupKeys> change, boolean rewrap)
            throws ExecutionException, InterruptedException {
        KafkaException last = new KafkaException("no try");
        for (int i = 0; i < TRIES; i++) {
            if (i > 0) {
                // Writers that begin together would overtake each other again and again.
                Thread.sleep(random.nextInt(100 << Math.min(i, 5)));
            }
            try (KafkaProducer<String, byte[]> producer = records.producer(Map.of(
                    "transactional.id",
                    Topics.KEYS_TRANSACTIONS + dataset.topic() + "-" + group,
                    "transaction.timeout.ms",
                    rewrap ? 30_000 : 10_000))) {
                producer.initTransactions();
                Map<String, byte[]> found = records.read(KeyRecords.end(admin));
                Optional<GroupKeys> kept = unwrapped(dataset, group, found);
                GroupKeys next = change.apply(kept.orElseGet(() -> GroupKeys.fresh(random)));
                if (rewrap) {
                    next = next.resealed(random);
                } else if (kept.isPresent() && kept.get() == next) {
                    return next;
                }
                Map<String, byte[]> toWrite = toWrite(dataset, group, kept, next, rewrap);
                producer.beginTransaction();
                // The commit throws what it failed with.
                toWrite.forEach((key, value) -> {
                    Future<?> unused = producer.send(new ProducerRecord<>(Topics.KEYS, 0, key, value));
                });
                producer.commitTransaction();
                return next;
            } catch (TimeoutException | AuthorizationException e) {
                throw e;
            } catch (KafkaException e) {
                // Another writer for this group came after us, or the outcome is not known: the next try finds what
                // counts.
                last = e;
            }
        }
        throw new KeyException(
                "topic " + Topics.KEYS + ", key " + dataset + " " + group + ": not written in " + TRIES + " tries: "
                        + last,
                last);
    }

    private Map<String, byte[]> toWrite(
            DatasetId dataset, String group, Optional<GroupKeys> kept, GroupKeys next, boolean all) {
        String key = dataset + " " + group;
        Map<String, byte[]> toWrite = new HashMap<>();
        Map<String, byte[]> before =
                all ? Map.of() : kept.map(GroupKeys::branches).orElse(Map.of());
        next.branches().forEach((name, branch) -> {
            if (before.get(name) != branch) {
                toWrite.put(key + " " + name, record(key + " " + name, branch));
            }
        });
        if (all || kept.isEmpty() || !Arrays.equals(kept.get().toBytes(), next.toBytes())) {
            toWrite.put(key, record(key, encryption.wrap(dataset, group, next)));
        }
        return toWrite;
    }

    private static byte[] record(String key, byte[] content) {
        if (content.length >= MOST) {
            throw new KeyException("topic " + Topics.KEYS + ", key " + key + ": " + content.length + " bytes, limit "
                    + MOST + ": too many keys of this part of the tree were erased");
        }
        byte[] value = new byte[1 + content.length];
        value[0] = VERSION;
        System.arraycopy(content, 0, value, 1, content.length);
        return value;
    }

    private static byte[] wrapped(String key, byte[] value) {
        if (value.length == 0 || value[0] != VERSION) {
            throw new KeyException("topic " + Topics.KEYS + ", key " + key + ": is not of version " + VERSION);
        }
        return Arrays.copyOfRange(value, 1, value.length);
    }

    /** A group's keys in what was read of the topic. */
    Optional<GroupKeys> unwrapped(DatasetId dataset, String group, Map<String, byte[]> found) {
        String key = dataset + " " + group;
        byte[] value = found.get(key);
        if (value == null) {
            return Optional.empty();
        }
        Map<String, byte[]> branches = new HashMap<>();
        String start = key + " ";
        found.forEach((name, branch) -> {
            if (name.startsWith(start)) {
                branches.put(name.substring(start.length()), wrapped(name, branch));
            }
        });
        return Optional.of(encryption.unwrap(dataset, group, wrapped(key, value), branches));
    }

    private synchronized void watch() {
        if (watch == null) {
            watch = KeyWatch.start(records);
        }
    }

    @Override
    public synchronized long changes() {
        return watch == null ? 0 : watch.changes();
    }

    @Override
    public synchronized void close() {
        if (watch != null) {
            watch.close();
            watch = null;
        }
    }
}
