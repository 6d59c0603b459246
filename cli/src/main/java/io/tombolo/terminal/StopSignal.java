package io.tombolo.terminal;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C or SIGTERM, as something to wait for or to look out for; the process does not end before this is closed. Close it last.
 */
public final class StopSignal implements AutoCloseable {
    private final CountDownLatch told = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    private final Duration patience;

    private StopSignal(Duration patience) {
        this.patience = patience;
    }

    /** Listens from now on. */
    public static StopSignal listen() {
        return listen(Duration.ofDays(1));
    }

    /** As {@link #listen()}, but the process ends even if this is not closed when patience is at its end. */
    public static StopSignal listen(Duration patience) {
        StopSignal signal = new StopSignal(patience);
        Runtime.getRuntime().addShutdownHook(new Thread(signal::hold, "stop"));
        return signal;
    }

    private void hold() {
        told.countDown();
        try {
            var unused = closed.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Blocks until the process is asked to stop. */
    public void await() throws InterruptedException {
        told.await();
    }

    /** Blocks until the process is asked to stop, but no longer than {@code atMost}; returns whether it was asked. */
    public boolean await(Duration atMost) throws InterruptedException {
        return told.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether the process was asked to stop. */
    public boolean isTold() {
        return told.getCount() == 0;
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
