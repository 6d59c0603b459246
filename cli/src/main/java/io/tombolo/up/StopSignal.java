package io.tombolo.up;

import java.util.concurrent.CountDownLatch;

/** Ctrl-C or SIGTERM, as something to wait for; the process does not end before this is closed. Close it last. */
public final class StopSignal implements AutoCloseable {
    private final CountDownLatch told = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    private StopSignal() {}

    /** Listens from now on. */
    public static StopSignal listen() {
        StopSignal signal = new StopSignal();
        Runtime.getRuntime().addShutdownHook(new Thread(signal::hold, "stop"));
        return signal;
    }

    private void hold() {
        told.countDown();
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Blocks until the process is told to stop. */
    public void await() throws InterruptedException {
        told.await();
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
