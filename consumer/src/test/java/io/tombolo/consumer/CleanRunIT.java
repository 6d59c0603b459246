package io.tombolo.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.consumer.listen.VerdictListener;
import io.tombolo.schemas.DatasetId;
import io.tombolo.verification.stream.Finding;
import io.tombolo.verification.verdict.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Nobody does anything wrong, for as long as {@code -Dtombolo.clean.seconds} says: a compacted topic is written and sealed, and the
 * members of a group come and go, seek and stop in the middle. No false alarm may be raised.
 */
@ExtendWith(OneBroker.class)
class CleanRunIT {
    private static final int PARTITIONS = 3;
    private static final int MEMBERS = 3;
    private static final Duration LENGTH = Duration.ofSeconds(Long.getLong("tombolo.clean.seconds", 10));
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private final Heard heard = new Heard();

    @Test
    void raisesNoFalseAlarmWhileItsGroupRebalancesAndItsTopicIsCompacted(Shared shared) throws Exception {
        long end = System.nanoTime() + LENGTH.toNanos();
        ExecutorService threads = Executors.newCachedThreadPool();
        DatasetId dataset = shared.dataset(PARTITIONS);
        shared.configure(
                dataset,
                Map.of("cleanup.policy", "compact", "min.cleanable.dirty.ratio", "0.01", "segment.ms", "1000"));
        try (Owner owner = new Owner(dataset, PARTITIONS)) {
            owner.keepsHeads = true;
            List<Callable<Long>> members = IntStream.range(0, MEMBERS)
                    .<Callable<Long>>mapToObj(i -> () -> member(shared, owner, new Random(i), end))
                    .toList();
            Future<?> writer = threads.submit(() -> write(shared, owner, end));
            long read = 0;
            for (Future<Long> member : threads.invokeAll(members)) {
                read += member.get();
            }
            assertThat(read).isPositive();
            writer.get();
        } finally {
            threads.shutdownNow();
        }
        assertThat(heard.findings).isEmpty();
        assertThat(heard.anchored.get()).isPositive();
        assertThat(heard.told.get()).as("records gone by compaction").isPositive();
    }

    /** When its time is up and something was compacted, read and anchored: on a busy machine that takes longer than ten seconds. */
    private boolean isOver(long end) {
        long now = System.nanoTime();
        boolean seen = heard.anchored.get() > 0 && heard.told.get() > 0;
        return now >= (seen ? end : end + PATIENCE.toNanos());
    }

    private void write(Shared shared, Owner owner, long end) {
        for (int round = 0; !isOver(end); round++) {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                owner.seal(shared.produceKeys(owner.dataset, partition, 40, 25), 64);
            }
            if (round % 10 == 0) {
                owner.anchor();
            }
        }
    }

    /** One member after the other, in one place in the group; returns how many records they read. */
    private long member(Shared shared, Owner owner, Random random, long end) {
        long read = 0;
        while (!isOver(end)) {
            VerificationConfig.Builder config = Readers.config(owner)
                    .gapsAllowed()
                    .onRefusal(OnRefusal.MARK)
                    .listener(heard);
            Map<String, Object> group = Map.of("group.id", "clean", "max.poll.records", 50);
            // Counted while it has partitions: on a busy machine it takes long to get some, and who left before would
            // never read.
            int polls = 20 + random.nextInt(40);
            try (VerifyingConsumer<byte[], String> consumer = Readers.consumer(shared, config, group)) {
                consumer.subscribe(List.of(owner.dataset.topic()));
                while (polls > 0 && !isOver(end)) {
                    read += consumer.poll(Duration.ofMillis(100)).count();
                    polls -= consumer.assignment().isEmpty() ? 0 : 1;
                    int what = random.nextInt(40);
                    if (what < 10) {
                        consumer.commitSync();
                    } else if (what == 10) {
                        consumer.seekToBeginning(consumer.assignment());
                    } else if (what == 11) {
                        for (TopicPartition at : consumer.assignment()) {
                            consumer.seek(at, consumer.position(at) / 2);
                        }
                    }
                }
            }
        }
        return read;
    }

    /** Hears from all members' threads. */
    private static final class Heard implements VerdictListener {
        private final Queue<Finding> findings = new ConcurrentLinkedQueue<>();
        private final AtomicLong anchored = new AtomicLong();
        private final AtomicLong told = new AtomicLong();

        @Override
        public void reached(TopicPartition partition, long lastOffset, Level level) {
            if (level == Level.ANCHORED) {
                anchored.incrementAndGet();
            }
        }

        @Override
        public void refused(TopicPartition partition, Finding finding) {
            findings.add(finding);
        }

        @Override
        public void gone(TopicPartition partition, Finding finding) {
            told.incrementAndGet();
        }
    }
}
