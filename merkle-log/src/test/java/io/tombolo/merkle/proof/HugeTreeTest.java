package io.tombolo.merkle.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.merkle.CompactRange;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.TreeHasher;
import io.tombolo.merkle.TreeHead;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Trees of up to 2^63-1 leaves, all with the same entry, so that a subtree's hash depends on its level only. */
class HugeTreeTest {
    private static final byte[] ENTRY = {42};

    private final TreeHasher hasher = TreeHasher.sha256();
    private final List<Hash> levels = levels();
    private final SubtreeSource subtrees = (level, index) -> levels.get(level);
    private final Map<Long, Hash> roots = new HashMap<>();

    @RepeatedTest(20)
    void proofsHoldAtRandomSizes() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 50; i++) {
            long size = 1 + (random.nextLong() >>> (1 + random.nextInt(62)));
            check(Math.max(1, size), random);
        }
    }

    @Test
    void proofsHoldAtTheEdgesOfALong() {
        Random random = new Random(1);
        for (int shift = 1; shift < 63; shift++) {
            check((1L << shift) - 1, random);
            check(1L << shift, random);
            check((1L << shift) + 1, random);
        }
        check(Long.MAX_VALUE, random);
        check(Long.MAX_VALUE - 1, random);
    }

    @Test
    void aFullRangeSaysSoInsteadOfOverflowing() {
        CompactRange full = range(0, Long.MAX_VALUE);
        byte[] state = full.serialise();

        assertThat(CompactRange.restore(state)).isEqualTo(full);
        assertThat(full.hashes()).hasSize(63);
        assertThatThrownBy(() -> full.append(ENTRY))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("limit 2^63-1");
    }

    private void check(long size, Random random) {
        TreeHead head = new TreeHead(size, root(size));
        assertThat(range(0, size).root()).isEqualTo(head.root());

        long index = Math.floorMod(random.nextLong(), size);
        InclusionProof inclusion = ProofMaker.inclusion(hasher, subtrees, index, size);
        assertThat(inclusion.verify(levels.get(0), head)).isEqualTo(new ProofCheck.Holds());
        assertThat(inclusion.path()).hasSizeLessThanOrEqualTo(63);

        long older = 1 + Math.floorMod(random.nextLong(), size);
        ConsistencyProof consistency = ProofMaker.consistency(hasher, subtrees, older, size);
        assertThat(consistency.verify(new TreeHead(older, root(older)), head)).isEqualTo(new ProofCheck.Holds());
        assertThat(consistency.path()).hasSizeLessThanOrEqualTo(64);

        ConsistencyProofBuilder builder = ConsistencyProofBuilder.from(range(0, older));
        builder.append(range(older, size));
        assertThat(builder.proof()).isEqualTo(consistency);
        assertThat(builder.head()).isEqualTo(head);

        long begin = Math.min(index, older);
        long end = Math.max(Math.max(index, older), 1);
        RangeProof window = RangeProof.make(hasher, subtrees, begin, end, size);
        assertThat(window.verify(range(begin, end), head)).isEqualTo(new ProofCheck.Holds());
    }

    private CompactRange range(long begin, long end) {
        List<Hash> hashes = new ArrayList<>();
        for (long at = begin; at < end; ) {
            int level = at == 0 ? 62 : Math.min(62, Long.numberOfTrailingZeros(at));
            while (1L << level > end - at) {
                level--;
            }
            hashes.add(levels.get(level));
            at += 1L << level;
        }
        return CompactRange.of(begin, end, hashes);
    }

    /** The recursive definition again, for equal leaves. */
    private Hash root(long size) {
        Hash known = roots.get(size);
        if (known == null) {
            long k = Long.highestOneBit(Math.max(1, size - 1));
            known = size == 1 ? levels.get(0) : hasher.node(root(k), root(size - k));
            roots.put(size, known);
        }
        return known;
    }

    private List<Hash> levels() {
        List<Hash> all = new ArrayList<>(List.of(hasher.leaf(ENTRY)));
        for (int level = 1; level <= 62; level++) {
            all.add(hasher.node(all.get(level - 1), all.get(level - 1)));
        }
        return all;
    }
}
