package io.tombolo.anchoring.lane;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Pieces of work that wait for somebody else, done by the caller with the help of other threads, as far as those reach it: where
 * none is free, the caller does all of it.
 */
final class SharedWork {
    private final int pieces;
    private final IntConsumer work;
    private int next;
    private int unfinished;
    private @Nullable RuntimeException failure;

    private SharedWork(int pieces, IntConsumer work) {
        this.pieces = pieces;
        this.work = work;
    }

    /** Returns when all pieces are done, or one has failed and no other is being worked at; throws what that one threw. */
    static void run(int pieces, int helpers, Executor threads, IntConsumer work) {
        SharedWork shared = new SharedWork(pieces, work);
        try {
            for (int i = 0; i < Math.min(helpers, pieces - 1); i++) {
                threads.execute(shared::help);
            }
        } catch (RejectedExecutionException e) {
            // The service is ending: the caller does the rest alone.
        }
        shared.help();
        shared.await();
    }

    private void help() {
        for (int piece = take(); piece >= 0; piece = take()) {
            try {
                work.accept(piece);
                done(null);
            } catch (RuntimeException e) {
                done(e);
            }
        }
    }

    private synchronized int take() {
        if (next == pieces || failure != null) {
            return -1;
        }
        unfinished++;
        return next++;
    }

    private synchronized void done(@Nullable RuntimeException why) {
        failure = failure == null ? why : failure;
        unfinished--;
        notifyAll();
    }

    private synchronized void await() {
        boolean interrupted = false;
        while (unfinished > 0) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw failure;
        }
    }
}
