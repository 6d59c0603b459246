package io.tombolo.provenance.follow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;

/**
 * Facts that were read before what they rest on: an anchor before its checkpoint, a checkpoint before its entries. Kafka keeps no
 * order between topics, so this is ordinary. The cursor stays before the oldest of them.
 */
final class WaitingFacts {
    /** Beyond this many of one partition it is not read further until some are placed. */
    static final int LIMIT = 1000;

    /** @param since milliseconds since 1970, when it was read */
    record Waiting(TopicFact fact, long offset, long since) {}

    private final Map<TopicPartition, Deque<Waiting>> byPartition = new HashMap<>();

    void add(TopicPartition partition, Waiting waiting) {
        byPartition.computeIfAbsent(partition, p -> new ArrayDeque<>()).add(waiting);
    }

    void clear() {
        byPartition.clear();
    }

    int count() {
        return byPartition.values().stream().mapToInt(Deque::size).sum();
    }

    boolean full(TopicPartition partition) {
        Deque<Waiting> queue = byPartition.get(partition);
        return queue != null && queue.size() >= LIMIT;
    }

    OptionalLong oldestOffset(TopicPartition partition) {
        Deque<Waiting> queue = byPartition.get(partition);
        return queue == null || queue.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(queue.getFirst().offset());
    }

    /** Milliseconds since 1970 at which the oldest was read; empty when nothing waits. */
    OptionalLong waitingSince() {
        return byPartition.values().stream()
                .filter(queue -> !queue.isEmpty())
                .mapToLong(queue -> queue.getFirst().since())
                .min();
    }

    /** Offers everything once, oldest first in each partition; what the taker takes is forgotten. */
    boolean offer(TopicPartition partition, Predicate<TopicFact> taker) {
        Deque<Waiting> queue = byPartition.get(partition);
        return queue != null && queue.removeIf(waiting -> taker.test(waiting.fact()));
    }

    /** Takes out all that were read before {@code time}. */
    List<Waiting> olderThan(long time) {
        List<Waiting> old = new ArrayList<>();
        for (Deque<Waiting> queue : byPartition.values()) {
            for (Iterator<Waiting> each = queue.iterator(); each.hasNext(); ) {
                Waiting waiting = each.next();
                if (waiting.since() < time) {
                    old.add(waiting);
                    each.remove();
                }
            }
        }
        return old;
    }
}
