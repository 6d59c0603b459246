package io.tombolo.anchoring.transactions;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.failsafe.function.CheckedSupplier;
import io.tombolo.anchoring.transactions.TransactionSearch.OpenTransaction.Decision;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersResult;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.jspecify.annotations.Nullable;

/**
 * Compares what partitions say of open transactions with what their coordinators say. For one thread at a time. Asks only: an abort would contradict a commit
 * that was decided. Needs the ACLs {@code Describe} and {@code Read} on the topics and {@code Describe} on transactional ids.
 */
public final class TransactionSearch {
    private static final String UNKNOWN = "Unknown";

    /**
     * Kafka's client fails with an {@link IllegalArgumentException} when a broker leaves between two of its own requests. A broker that was killed stays in the
     * cluster's metadata until its session ends, so that the next question may fail too.
     */
    private static final RetryPolicy<Object> UNTIL_NOTICED = RetryPolicy.builder()
            .handleIf(failure ->
                    failure instanceof ExecutionException && failure.getCause() instanceof IllegalArgumentException)
            .withBackoff(Duration.ofMillis(200), Duration.ofSeconds(2))
            .withMaxAttempts(-1)
            .withMaxDuration(Duration.ofSeconds(30))
            .build();

    private final Admin admin;
    private final Clock clock;
    private final Set<String> refused = new TreeSet<>();

    /** A producer's open transaction in one partition. */
    private record Open(TopicPartition partition, long producerId, int epoch, long firstOffset, long lastRecordAt) {
        boolean same(Open other) {
            return partition.equals(other.partition)
                    && producerId == other.producerId
                    && epoch == other.epoch
                    && firstOffset == other.firstOffset;
        }
    }

    public TransactionSearch(Admin admin, Clock clock) {
        this.admin = admin;
        this.clock = clock;
    }

    /**
     * All transactions that are open now in topics of those names, hanging or not.
     *
     * @throws ExecutionException when the cluster does not answer, or refuses to
     */
    public List<OpenTransaction> find(Predicate<String> topics) throws ExecutionException, InterruptedException {
        refused.clear();
        List<Open> open = open(held(partitions(topics)));
        if (open.isEmpty()) {
            return List.of();
        }
        Map<Long, List<Open>> byProducer = new TreeMap<>();
        open.forEach(one -> byProducer
                .computeIfAbsent(one.producerId, any -> new ArrayList<>())
                .add(one));
        Map<Long, TransactionListing> listed = listed(byProducer.keySet());
        Map<Long, Set<TopicPartition>> coordinated = coordinated(listed.values());
        // A transaction may have ended, and the producer's next one begun, before its coordinator answered: only what
        // is open after all answers was open during them.
        Set<TopicPartition> asked = new HashSet<>();
        open.forEach(one -> asked.add(one.partition));
        List<Open> still = open(asked);
        List<OpenTransaction> found = new ArrayList<>();
        for (Map.Entry<Long, List<Open>> producer : byProducer.entrySet()) {
            List<Open> lasting = producer.getValue().stream()
                    .filter(one -> still.stream().anyMatch(one::same))
                    .toList();
            if (!lasting.isEmpty()) {
                judge(
                        listed.get(producer.getKey()),
                        coordinated.getOrDefault(producer.getKey(), Set.of()),
                        lasting,
                        found);
            }
        }
        return found;
    }

    private void judge(
            @Nullable TransactionListing listed,
            Set<TopicPartition> its,
            List<Open> open,
            List<OpenTransaction> found) {
        if (listed == null) {
            found.add(of("", UNKNOWN, Decision.UNKNOWN, open, false));
            return;
        }
        String id = listed.transactionalId();
        String state = listed.state().toString();
        switch (listed.state()) {
            case COMPLETE_COMMIT -> found.add(of(id, state, Decision.COMMIT, open, true));
            case COMPLETE_ABORT -> found.add(of(id, state, Decision.ABORT, open, true));
            case EMPTY -> found.add(of(id, state, Decision.UNKNOWN, open, true));
            default -> {
                List<Open> known =
                        open.stream().filter(one -> its.contains(one.partition)).toList();
                List<Open> forgotten = open.stream()
                        .filter(one -> !its.contains(one.partition))
                        .toList();
                if (!known.isEmpty()) {
                    found.add(of(id, state, decision(listed.state()), known, false));
                }
                // The coordinator is at a later transaction of the same producer.
                if (!forgotten.isEmpty()) {
                    found.add(of(id, state, Decision.UNKNOWN, forgotten, true));
                }
            }
        }
    }

    private static Decision decision(TransactionState state) {
        return switch (state) {
            case PREPARE_COMMIT -> Decision.COMMIT;
            case PREPARE_ABORT, PREPARE_EPOCH_FENCE -> Decision.ABORT;
            case ONGOING -> Decision.OPEN;
            default -> Decision.UNKNOWN;
        };
    }

    private OpenTransaction of(String id, String state, Decision decision, List<Open> open, boolean hanging) {
        Map<String, Long> offsets = new HashMap<>();
        open.forEach(one -> offsets.put(one.partition.toString(), one.firstOffset));
        return new OpenTransaction(
                id,
                open.get(0).producerId,
                state,
                decision,
                new TreeMap<>(offsets),
                open.stream().mapToLong(Open::lastRecordAt).max().orElse(-1),
                clock.millis(),
                hanging);
    }

    private List<TopicPartition> partitions(Predicate<String> topics) throws ExecutionException, InterruptedException {
        Set<String> names = new HashSet<>(admin.listTopics(new ListTopicsOptions().listInternal(true))
                .names()
                .get());
        names.removeIf(topics.negate());
        List<TopicPartition> partitions = new ArrayList<>();
        for (var topic : admin.describeTopics(names).allTopicNames().get().values()) {
            topic.partitions().stream()
                    .filter(partition -> partition.leader() != null)
                    .forEach(partition -> partitions.add(new TopicPartition(topic.name(), partition.partition())));
        }
        return partitions;
    }

    /** Those whose committed records end before their records do. */
    private Set<TopicPartition> held(List<TopicPartition> partitions) throws ExecutionException, InterruptedException {
        Map<TopicPartition, Long> stable = ends(partitions, IsolationLevel.READ_COMMITTED);
        Map<TopicPartition, Long> ends = ends(partitions, IsolationLevel.READ_UNCOMMITTED);
        Set<TopicPartition> held = new HashSet<>();
        stable.forEach((partition, offset) -> {
            if (offset < ends.getOrDefault(partition, offset)) {
                held.add(partition);
            }
        });
        return held;
    }

    private Map<TopicPartition, Long> ends(List<TopicPartition> partitions, IsolationLevel level)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> ask = new HashMap<>();
        partitions.forEach(partition -> ask.put(partition, OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        for (Map.Entry<TopicPartition, ListOffsetsResultInfo> end : admin.listOffsets(
                        ask, new ListOffsetsOptions(level))
                .all()
                .get()
                .entrySet()) {
            ends.put(end.getKey(), end.getValue().offset());
        }
        return ends;
    }

    private List<Open> open(Set<TopicPartition> partitions) throws ExecutionException, InterruptedException {
        List<Open> open = new ArrayList<>();
        if (partitions.isEmpty()) {
            return open;
        }
        DescribeProducersResult answer = admin.describeProducers(partitions);
        for (TopicPartition partition : partitions) {
            try {
                for (ProducerState producer :
                        answer.partitionResult(partition).get().activeProducers()) {
                    producer.currentTransactionStartOffset()
                            .ifPresent(first -> open.add(new Open(
                                    partition,
                                    producer.producerId(),
                                    producer.producerEpoch(),
                                    first,
                                    producer.lastTimestamp())));
                }
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof AuthorizationException)) {
                    throw e;
                }
                refused.add(partition.topic());
            }
        }
        return open;
    }

    /** Topics that hold readers up somewhere, and whose producers this service may not ask for, in the last search. */
    public Set<String> refused() {
        return Set.copyOf(refused);
    }

    private Map<Long, TransactionListing> listed(Set<Long> producers) throws ExecutionException, InterruptedException {
        Map<Long, TransactionListing> listed = new HashMap<>();
        list(producers).forEach(one -> listed.put(one.producerId(), one));
        return listed;
    }

    private Collection<TransactionListing> list(Set<Long> producers) throws ExecutionException, InterruptedException {
        ListTransactionsOptions those = new ListTransactionsOptions().filterProducerIds(producers);
        return untilNoticed(() -> admin.listTransactions(those).all().get());
    }

    static <T> T untilNoticed(CheckedSupplier<T> question) throws ExecutionException, InterruptedException {
        try {
            return Failsafe.with(UNTIL_NOTICED).get(question);
        } catch (FailsafeException e) {
            if (e.getCause() instanceof ExecutionException failure) {
                throw failure;
            }
            if (e.getCause() instanceof InterruptedException interrupted) {
                throw interrupted;
            }
            throw e;
        }
    }

    /** The partitions of transactions that are not decided and finished, as their coordinators know them. */
    private Map<Long, Set<TopicPartition>> coordinated(Collection<TransactionListing> listed)
            throws ExecutionException, InterruptedException {
        Map<Long, Set<TopicPartition>> coordinated = new HashMap<>();
        for (TransactionListing one : listed) {
            switch (one.state()) {
                case COMPLETE_COMMIT, COMPLETE_ABORT, EMPTY -> {
                    // Nothing more is asked of them.
                }
                default -> coordinated.put(one.producerId(), partitionsOf(one.transactionalId()));
            }
        }
        return coordinated;
    }

    private Set<TopicPartition> partitionsOf(String id) throws ExecutionException, InterruptedException {
        try {
            TransactionDescription described =
                    admin.describeTransactions(List.of(id)).description(id).get();
            return described.topicPartitions();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TransactionalIdNotFoundException) {
                return Set.of();
            }
            throw e;
        }
    }

    /**
     * A transaction that is open in partitions: readers of committed records stop before its first record there.
     *
     * @param transactionalId empty when its coordinator does not know it, or does not show it to this service
     * @param coordinator the state that its coordinator reports, in Kafka's spelling; {@code Unknown} when it reports none
     * @param firstOffsets the offset of its first record, by partition ({@code topic-0})
     * @param lastRecordAt timestamp of the last record that it wrote, ms; -1 when not known
     * @param since when this process saw it first, wall clock, ms
     * @param hanging whether nothing will end it: its coordinator has finished, and its markers are missing
     */
    public record OpenTransaction(
            String transactionalId,
            long producerId,
            String coordinator,
            Decision decision,
            SortedMap<String, Long> firstOffsets,
            long lastRecordAt,
            long since,
            boolean hanging) {
        private static final int SHOWN = 5;

        /** What became of it, as far as its coordinator says. */
        public enum Decision {
            COMMIT,
            ABORT,
            /** Its producer may still decide. */
            OPEN,
            /** Its coordinator has gone on, or does not know it. */
            UNKNOWN
        }

        public OpenTransaction {
            firstOffsets = new TreeMap<>(Map.copyOf(firstOffsets));
        }

        public OpenTransaction seen(long firstSeen, boolean nowHanging) {
            return new OpenTransaction(
                    transactionalId,
                    producerId,
                    coordinator,
                    decision,
                    firstOffsets,
                    lastRecordAt,
                    firstSeen,
                    nowHanging);
        }

        /** Its transactional id, or the producer's number where there is none. */
        public String name() {
            return transactionalId.isEmpty() ? "of producer " + producerId : transactionalId;
        }

        /** One line for an operator: which, where, and what was decided. */
        public String text() {
            return "transaction " + name() + (hanging ? " hangs in " : " is open in ") + where() + ": coordinator says "
                    + coordinator + ", decision " + decision;
        }

        private String where() {
            String some = firstOffsets.keySet().stream().limit(SHOWN).collect(Collectors.joining(", "));
            int more = firstOffsets.size() - SHOWN;
            return more > 0 ? some + " and " + more + " more" : some;
        }

        /** Whether any of its partitions is of another topic than the groups' offsets. */
        public boolean holdsRecords() {
            return firstOffsets.keySet().stream().anyMatch(partition -> !partition.startsWith("__consumer_offsets-"));
        }
    }
}
