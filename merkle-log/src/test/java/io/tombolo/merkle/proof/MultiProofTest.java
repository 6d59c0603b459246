package io.tombolo.merkle.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.merkle.CompactRange;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.TreeHasher;
import io.tombolo.merkle.TreeHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class MultiProofTest {
    private static final TreeHasher HASHER = TreeHasher.sha256();

    @Test
    void provesEveryChoiceOfLeavesOfEveryTreeToElevenLeaves() {
        for (int size = 1; size <= 11; size++) {
            TreeHead head = head(size);
            for (int choice = 1; choice < 1 << size; choice++) {
                List<Long> indices = indices(choice, size);
                MultiProof proof = ProofMaker.several(HASHER, subtrees(), indices, size);

                assertThat(proof.verify(indices, leaves(indices), head))
                        .as("%s of %d", indices, size)
                        .isEqualTo(new ProofCheck.Holds());
            }
        }
    }

    @Test
    void hasTheHashesOfAnInclusionProofForOneLeafAndOfARangeProofForNeighbours() {
        for (int size = 1; size <= 70; size++) {
            for (long index = 0; index < size; index++) {
                assertThat(ProofMaker.several(HASHER, subtrees(), List.of(index), size)
                                .hashes())
                        .containsExactlyInAnyOrderElementsOf(ProofMaker.inclusion(HASHER, subtrees(), index, size)
                                .path());
            }
            List<Long> all = LongStream.range(0, size).boxed().toList();
            assertThat(ProofMaker.several(HASHER, subtrees(), all, size).hashes())
                    .isEmpty();
        }
    }

    @Test
    void refusesEveryChangedHashLeafAndIndex() {
        Random random = new Random(11);
        for (int round = 0; round < 300; round++) {
            int size = 2 + random.nextInt(129);
            List<Long> indices = LongStream.range(0, size)
                    .filter(index -> random.nextInt(5) == 0)
                    .boxed()
                    .toList();
            if (indices.isEmpty()) {
                continue;
            }
            TreeHead head = head(size);
            MultiProof proof = ProofMaker.several(HASHER, subtrees(), indices, size);
            List<Hash> leaves = leaves(indices);
            for (int i = 0; i < proof.hashes().size(); i++) {
                assertThat(new MultiProof(changed(proof.hashes(), i))
                                .verify(indices, leaves, head)
                                .holds())
                        .isFalse();
            }
            for (int i = 0; i < leaves.size(); i++) {
                assertThat(proof.verify(indices, changed(leaves, i), head).holds())
                        .isFalse();
            }
            for (int i = 0; i < indices.size(); i++) {
                List<Long> moved = new ArrayList<>(indices);
                moved.set(i, moved.get(i) + 1);
                assertThat(proof.verify(moved, leaves, head).holds()).isFalse();
            }
            List<Hash> more = new ArrayList<>(proof.hashes());
            more.add(leaf(0));
            assertThat(new MultiProof(more).verify(indices, leaves, head)).isInstanceOf(ProofCheck.Fails.class);
            if (!proof.hashes().isEmpty()) {
                List<Hash> fewer = proof.hashes().subList(1, proof.hashes().size());
                assertThat(new MultiProof(fewer).verify(indices, leaves, head).holds())
                        .isFalse();
            }
        }
    }

    @Test
    void saysWhatIsWrongWithTheIndices() {
        MultiProof proof = ProofMaker.several(HASHER, subtrees(), List.of(1L, 3L), 5);
        TreeHead head = head(5);

        assertThat(proof.verify(List.of(), List.of(), head))
                .isEqualTo(new ProofCheck.Fails(ProofCheck.Check.WINDOW, "no leaf"));
        assertThat(proof.verify(List.of(3L, 1L), List.of(leaf(3), leaf(1)), head))
                .isEqualTo(
                        new ProofCheck.Fails(ProofCheck.Check.WINDOW, "leaf 1 after 3: indices must ascend from 0 on"));
        assertThat(proof.verify(List.of(-1L), List.of(leaf(0)), head))
                .isEqualTo(new ProofCheck.Fails(
                        ProofCheck.Check.WINDOW, "leaf -1 after -1: indices must ascend from 0 on"));
        assertThat(proof.verify(List.of(1L, 5L), List.of(leaf(1), leaf(5)), head))
                .isEqualTo(new ProofCheck.Fails(ProofCheck.Check.INDEX_WITHIN_SIZE, "leaf 5 of a tree of 5 leaves"));
        assertThat(proof.verify(List.of(1L), List.of(), head))
                .isEqualTo(new ProofCheck.Fails(ProofCheck.Check.WINDOW, "0 leaves for 1 indices"));
        assertThatThrownBy(() -> ProofMaker.several(HASHER, subtrees(), List.of(5L), 5))
                .hasMessage("leaf 5 of a tree of 5 leaves");
    }

    private static List<Long> indices(int choice, int size) {
        return IntStream.range(0, size)
                .filter(i -> (choice >>> i & 1) == 1)
                .mapToObj(i -> (long) i)
                .toList();
    }

    private static List<Hash> leaves(List<Long> indices) {
        return indices.stream().map(MultiProofTest::leaf).toList();
    }

    private static List<Hash> changed(List<Hash> hashes, int at) {
        List<Hash> changed = new ArrayList<>(hashes);
        byte[] bytes = changed.get(at).toBytes();
        bytes[at % bytes.length] ^= 1;
        changed.set(at, Hash.of(bytes));
        return changed;
    }

    private static SubtreeSource subtrees() {
        return SubtreeSource.ofLeafHashes(HASHER, MultiProofTest::leaf);
    }

    private static Hash leaf(long index) {
        return HASHER.leaf(new byte[] {(byte) index, (byte) (index >>> 8)});
    }

    private static TreeHead head(int size) {
        CompactRange tree = CompactRange.empty();
        for (long i = 0; i < size; i++) {
            tree.appendLeafHash(leaf(i));
        }
        return tree.head();
    }
}
