package io.tombolo.anchoring.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class SharedWorkTest {
    @Test
    void doesEachPieceOnceBySeveralThreadsAtATime() {
        ExecutorService threads = Executors.newCachedThreadPool();
        AtomicIntegerArray done = new AtomicIntegerArray(400);
        CyclicBarrier together = new CyclicBarrier(4);
        try {
            SharedWork.run(400, 3, threads, piece -> {
                meet(together);
                done.incrementAndGet(piece);
            });
        } finally {
            threads.shutdown();
        }

        for (int i = 0; i < done.length(); i++) {
            assertThat(done.get(i)).as("piece " + i).isEqualTo(1);
        }
    }

    @Test
    void doesAllOfItAloneWhenNobodyComesToHelp() {
        List<Integer> done = new ArrayList<>();
        List<Runnable> later = new ArrayList<>();

        SharedWork.run(5, 3, later::add, done::add);
        later.forEach(Runnable::run);

        assertThat(done).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void throwsWhatAPieceThrew() {
        assertThatThrownBy(() -> SharedWork.run(3, 0, Runnable::run, piece -> {
                    throw new IllegalStateException("piece " + piece);
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("piece 0");
    }

    private static void meet(CyclicBarrier together) {
        try {
            together.await(5, TimeUnit.MINUTES);
        } catch (Exception e) {
            throw new IllegalStateException("no four threads at a time", e);
        }
    }
}
