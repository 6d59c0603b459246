package io.tombolo.benchmarks;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.TreeHasher;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.proof.InclusionProof;
import io.tombolo.merkle.proof.ProofCheck;
import io.tombolo.merkle.proof.ProofMaker;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Verifying one inclusion proof in a tree of ten million leaves, against the bare hashes on its way to the root. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 5)
@Fork(2)
public class VerifyBenchmark {
    private static final long SIZE = 10_000_000;
    private static final long INDEX = 1_234_567;
    private static final int HASHES = 24;

    private final TreeHasher hasher = TreeHasher.sha256();
    private final Hash leaf = hasher.leaf(new byte[] {42});
    private final List<Hash> levels = levels();
    private final InclusionProof proof = ProofMaker.inclusion(hasher, (level, index) -> levels.get(level), INDEX, SIZE);
    private final TreeHead head = new TreeHead(SIZE, root(SIZE));

    private final byte[] nodeBlock = new byte[1 + 2 * Hash.LENGTH];
    private final byte[] out = new byte[Hash.LENGTH];
    private final MessageDigest digest = Hash.sha256();

    @Setup
    public void check() {
        if (proof.path().size() != HASHES || !proof.verify(leaf, head).holds()) {
            throw new IllegalStateException(proof.path().size() + " hashes: " + proof.verify(leaf, head));
        }
    }

    @Benchmark
    public ProofCheck verify() {
        return proof.verify(leaf, head);
    }

    @Benchmark
    public ProofCheck verifyWithAHasherAtHand() {
        return proof.verify(hasher, leaf, head);
    }

    /** The floor: 24 hashes over a node's block. */
    @Benchmark
    public byte[] bareHashes() throws DigestException {
        for (int i = 0; i < HASHES; i++) {
            digest.update(nodeBlock, 0, nodeBlock.length);
            digest.digest(out, 0, out.length);
        }
        return out;
    }

    private List<Hash> levels() {
        List<Hash> all = new ArrayList<>(List.of(leaf));
        for (int level = 1; level < HASHES; level++) {
            all.add(hasher.node(all.get(level - 1), all.get(level - 1)));
        }
        return all;
    }

    /** The root over leaves that are all the same. */
    private Hash root(long size) {
        if (Long.bitCount(size) == 1) {
            return levels.get(Long.numberOfTrailingZeros(size));
        }
        long left = Long.highestOneBit(size);
        return hasher.node(root(left), root(size - left));
    }
}
