package io.tombolo.benchmarks;

import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.proof.InclusionProof;
import io.tombolo.merkle.tile.TilePath;
import io.tombolo.merkle.tile.TileReader;
import io.tombolo.merkle.tile.TileWriter;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
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

/** Writing tiles, and inclusion proofs from tiles in memory of a log of 300,000 entries of 50 bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 5)
@Fork(2)
public class TileBenchmark {
    private static final int ENTRIES = 300_000;
    private static final int BATCH = 4096;

    private final byte[] entry = new byte[50];
    private final Map<TilePath, byte[]> tiles = new HashMap<>();
    private final SplittableRandom random = new SplittableRandom(1);
    private final TileWriter scratch = TileWriter.empty((path, bytes) -> {});
    private TileReader kept = new TileReader(
            path -> Optional.empty(), TileWriter.empty((p, b) -> {}).head());
    private TreeHead head = kept.head();

    @Setup
    public void write() {
        TileWriter writer = TileWriter.empty(tiles::put);
        for (int i = 0; i < ENTRIES; i++) {
            ByteBuffer.wrap(entry).putLong(i);
            writer.append(entry, 0, entry.length);
        }
        writer.writePartials();
        head = writer.head();
        kept = new TileReader(this::tile, head, 2000);
    }

    /** Leaf, nodes, tiles and bundles of one entry. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long append() {
        for (int i = 0; i < BATCH; i++) {
            scratch.append(entry, 0, entry.length);
        }
        return scratch.size();
    }

    /** A reader that starts with nothing: reads the edge and two full tiles, and hashes all of them. */
    @Benchmark
    public InclusionProof proofFromScratch() {
        return new TileReader(this::tile, head).inclusionProof(random.nextInt(ENTRIES));
    }

    /** A reader that has trusted all tiles before. */
    @Benchmark
    public InclusionProof proofFromKeptTiles() {
        return kept.inclusionProof(random.nextInt(ENTRIES));
    }

    private Optional<byte[]> tile(TilePath path) {
        return Optional.ofNullable(tiles.get(path));
    }
}
