package io.tombolo.benchmarks.anchoring;

/** One thing to measure. */
interface BenchCase {
    String name();

    /** Reads the whole topic once, from start to end, and returns the nanoseconds from the first record to the last. */
    long run() throws InterruptedException;
}
