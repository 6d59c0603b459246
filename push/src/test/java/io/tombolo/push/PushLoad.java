package io.tombolo.push;

import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that push one batch after another, and come back with each until it gets a final answer. */
final class PushLoad {

    private final PushClient client;
    private final URI server;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger cutOff = new AtomicInteger();
    private final AtomicInteger toldToComeBack = new AtomicInteger();
    private final Map<Integer, Pushed> answers = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Throwable> faults = new ConcurrentLinkedQueue<>();
    private volatile boolean ended;

    PushLoad(PushClient client, URI server, int clients) {
        this.client = client;
        this.server = server;
        for (int i = 0; i < clients; i++) {
            threads.add(new Thread(this::run, "push-client-" + i));
        }
    }

    void begin() {
        threads.forEach(Thread::start);
    }

    /** Waits until so many more batches are answered. */
    void awaitMore(int batches) {
        int before = answers.size();
        await().atMost(Duration.ofMinutes(5)).until(() -> answers.size() >= before + batches || !faults.isEmpty());
    }

    /** Begins no batch any more, and waits for those that are begun. */
    void end() throws InterruptedException {
        ended = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }

    int batches() {
        return next.get();
    }

    Map<Integer, Pushed> answers() {
        return Map.copyOf(answers);
    }

    List<Throwable> faults() {
        return List.copyOf(faults);
    }

    private void run() {
        while (!ended && faults.isEmpty()) {
            int batch = next.getAndIncrement();
            try {
                await().atMost(Duration.ofMinutes(5))
                        .pollInSameThread()
                        .pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(100))
                        .until(() -> answered(batch));
            } catch (RuntimeException | AssertionError e) {
                faults.add(e);
            }
        }
    }

    private boolean answered(int batch) {
        Pushed pushed;
        try {
            pushed = client.push(server, batch);
        } catch (UncheckedIOException e) {
            cutOff.incrementAndGet();
            return false;
        }
        if (pushed.status() == 201) {
            answers.put(batch, pushed);
            return true;
        }
        boolean comeBack = pushed.status() == 503 || pushed.status() == 409;
        if (!comeBack || pushed.header("Retry-After").isEmpty()) {
            throw new AssertionError(pushed.status() + " " + pushed.response().body());
        }
        toldToComeBack.incrementAndGet();
        return false;
    }

    @Override
    public String toString() {
        return "%d batches, %d connections cut off, %d times asked to come back, %d answers to a retry"
                .formatted(
                        batches(),
                        cutOff.get(),
                        toldToComeBack.get(),
                        answers.values().stream().filter(Pushed::replayed).count());
    }
}
