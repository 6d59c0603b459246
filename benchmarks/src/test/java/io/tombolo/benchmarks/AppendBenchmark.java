package io.tombolo.benchmarks;

import io.tombolo.merkle.CompactRange;
import io.tombolo.merkle.Hash;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Appending ready entries of 50 bytes, against the two bare SHA-256 calls that each leaf needs. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 5)
@Fork(2)
public class AppendBenchmark {
    private static final int LEAVES = 4096;
    private static final int ENTRY = 50;

    private final byte[] entries = new byte[LEAVES * ENTRY];
    private final byte[] leafBlock = new byte[1 + ENTRY];
    private final byte[] nodeBlock = new byte[1 + 2 * Hash.LENGTH];
    private final byte[] out = new byte[Hash.LENGTH];
    private final CompactRange range = CompactRange.empty();
    private final MessageDigest digest = Hash.sha256();

    @Setup
    public void fill() {
        new Random(1).nextBytes(entries);
    }

    @Benchmark
    @OperationsPerInvocation(LEAVES)
    public long append() {
        range.appendAll(entries, 0, ENTRY, LEAVES);
        return range.end();
    }

    /** The floor: one hash over a leaf's block, one over a node's, per leaf; nothing is put in place. */
    @Benchmark
    @OperationsPerInvocation(LEAVES)
    public byte[] bareHashes() throws DigestException {
        for (int i = 0; i < LEAVES; i++) {
            digest.update(leafBlock, 0, leafBlock.length);
            digest.digest(out, 0, out.length);
            digest.update(nodeBlock, 0, nodeBlock.length);
            digest.digest(out, 0, out.length);
        }
        return out;
    }
}
