package io.tombolo.reconcile;

import io.tombolo.cli.shell.ExitCode;
import java.time.Duration;
import java.util.function.IntSupplier;

/** Runs something again and again, with a pause after each run, until it is asked to stop. */
final class Schedule {

    /** Waits between two runs. */
    interface Pause {
        /** Waits that long; returns whether it was asked to stop. */
        boolean await(Duration time) throws InterruptedException;
    }

    private final Duration every;
    private final Pause pause;

    Schedule(Duration every, Pause pause) {
        this.every = every;
        this.pause = pause;
    }

    /** The highest exit code of all runs. */
    int run(IntSupplier once) throws InterruptedException {
        int worst = ExitCode.GOOD;
        do {
            worst = Math.max(worst, once.getAsInt());
        } while (!pause.await(every));
        return worst;
    }
}
