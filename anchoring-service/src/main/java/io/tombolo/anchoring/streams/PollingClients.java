package io.tombolo.anchoring.streams;

import io.tombolo.anchoring.kafka.Clients;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.errors.TaskMigratedException;
import org.jspecify.annotations.Nullable;

/** Streams' clients, with a main consumer that passes on each poll's records of a partition as one ({@link PolledRecords}). */
final class PollingClients implements KafkaClientSupplier, AutoCloseable {
    /** Until Streams owns them: its constructor leaves open what it has made when it fails. */
    private final Deque<AutoCloseable> made = new ArrayDeque<>();

    private boolean owned;

    @Override
    public Admin getAdmin(Map<String, Object> config) {
        return keep(Admin.create(config));
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
        return keep(new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer()));
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
        return keep(new PollingConsumer(config));
    }

    @Override
    public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
        return keep(consumer(config));
    }

    @Override
    public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
        return keep(consumer(config));
    }

    private synchronized <T extends AutoCloseable> T keep(T client) {
        if (!owned) {
            made.push(client);
        }
        return client;
    }

    /** Streams closes what it was given, and will be given, from now on. */
    synchronized void owned() {
        owned = true;
        made.clear();
    }

    @Override
    public synchronized void close() {
        Clients.close(made);
        made.clear();
    }

    private static Consumer<byte[], byte[]> consumer(Map<String, Object> config) {
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static final class PollingConsumer extends KafkaConsumer<byte[], byte[]> {
        /** Streams looks for work other than records after each poll: with nothing to do, ten times a second are enough. */
        private static final Duration IDLE_POLL = Duration.ofMillis(100);

        private static final long IDLE_NANOS = Duration.ofSeconds(1).toNanos();

        private long lastRecords = System.nanoTime();
        private @Nullable Rebalances since;

        PollingConsumer(Map<String, Object> config) {
            super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        }

        @Override
        public void subscribe(Pattern pattern, ConsumerRebalanceListener listener) {
            Rebalances rebalances = new Rebalances(listener);
            since = rebalances;
            super.subscribe(pattern, rebalances);
        }

        @Override
        public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            boolean idle = !timeout.isZero() && System.nanoTime() - lastRecords > IDLE_NANOS;
            ConsumerRecords<byte[], byte[]> polled =
                    super.poll(idle && timeout.compareTo(IDLE_POLL) < 0 ? IDLE_POLL : timeout);
            if (!polled.isEmpty()) {
                lastRecords = System.nanoTime();
            }
            Rebalances rebalances = since;
            if (rebalances != null && rebalances.assigned) {
                rebalances.assigned = false;
                rebalanced(rebalances);
            }
            Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> byPartition = new LinkedHashMap<>();
            for (TopicPartition partition : polled.partitions()) {
                byPartition.put(partition, List.of(new PolledRecords(polled.records(partition)).asOne()));
            }
            return new ConsumerRecords<>(byPartition, polled.nextOffsets());
        }

        private void rebalanced(Rebalances seen) {
            if (seen.first) {
                // A static member that comes back gets its old assignment, and if it leads the group takes topics that
                // came
                // meanwhile for assigned (KIP-814). So it asks once more.
                seen.first = false;
                enforceRebalance("topics may have come before this member came back");
            } else if (!seen.revoked.isEmpty()) {
                dropShrunkTasks(seen.revoked);
            }
        }

        /**
         * A task that loses one of its partitions, as when a topic is deleted, can't be committed any more in Streams 4.3.1: its
         * thread would die of it. Begun again, it knows nothing of that partition (docs/adr/0049).
         */
        private void dropShrunkTasks(Set<TopicPartition> revoked) {
            Set<Integer> tasks = new HashSet<>();
            assignment().forEach(partition -> tasks.add(partition.partition()));
            Optional<TopicPartition> shrunk = revoked.stream()
                    .filter(partition -> tasks.contains(partition.partition()))
                    .findAny();
            revoked.clear();
            if (shrunk.isPresent()) {
                throw new TaskMigratedException(shrunk.get() + " is gone, and its task has others");
            }
        }
    }

    /** Notes what happens since a subscription, for the end of a poll to look at; then it is Streams' turn. */
    private static final class Rebalances implements ConsumerRebalanceListener {
        private final ConsumerRebalanceListener streams;
        private final Set<TopicPartition> revoked = new HashSet<>();
        private boolean assigned;
        private boolean first = true;

        Rebalances(ConsumerRebalanceListener streams) {
            this.streams = streams;
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            revoked.addAll(partitions);
            streams.onPartitionsRevoked(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            revoked.addAll(partitions);
            streams.onPartitionsLost(partitions);
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            assigned = true;
            streams.onPartitionsAssigned(partitions);
        }
    }
}
