package io.tombolo.merkle.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.tombolo.merkle.CompactRange;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.Oracle;
import io.tombolo.merkle.TreeHasher;
import io.tombolo.merkle.TreeHead;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Proofs with every byte changed, hashes taken out and put in, and honest proofs claimed for other places. */
class HostileProofTest {
    private static final int[] SIZES = {1, 2, 3, 4, 5, 7, 8, 13, 16, 31, 64, 100, 130};

    private final TreeHasher hasher = TreeHasher.sha256();
    private final Map<List<Long>, Hash> known = new HashMap<>();
    private final SubtreeSource subtrees = this::subtree;

    @Test
    void everyChangedByteOfAnInclusionProofIsRefused() {
        for (int size : SIZES) {
            TreeHead head = head(size);
            for (int index = 0; index < size; index += 1 + size / 7) {
                Hash leaf = Oracle.leaf(Oracle.entry(index));
                InclusionProof honest = ProofMaker.inclusion(hasher, subtrees, index, size);

                for (List<Hash> changed : everyByteChanged(honest.path())) {
                    assertFails(new InclusionProof(index, changed).verify(hasher, leaf, head), ProofCheck.Check.ROOT);
                }
                for (Hash changed : everyByteChanged(leaf)) {
                    assertFails(honest.verify(hasher, changed, head), ProofCheck.Check.ROOT);
                }
                for (Hash changed : everyByteChanged(head.root())) {
                    assertFails(honest.verify(hasher, leaf, new TreeHead(size, changed)), ProofCheck.Check.ROOT);
                }
                for (List<Hash> changed : otherLengths(honest.path())) {
                    assertFails(new InclusionProof(index, changed).verify(hasher, leaf, head), ProofCheck.Check.LENGTH);
                }
            }
        }
    }

    @Test
    void everyChangedByteOfAConsistencyProofIsRefused() {
        for (int size : SIZES) {
            TreeHead newer = head(size);
            for (int older = 1; older < size; older += 1 + size / 9) {
                ConsistencyProof honest = ProofMaker.consistency(hasher, subtrees, older, size);
                TreeHead old = head(older);

                for (List<Hash> changed : everyByteChanged(honest.path())) {
                    assertThat(new ConsistencyProof(changed)
                                    .verify(hasher, old, newer)
                                    .holds())
                            .isFalse();
                }
                for (Hash changed : everyByteChanged(old.root())) {
                    assertThat(honest.verify(hasher, new TreeHead(older, changed), newer)
                                    .holds())
                            .isFalse();
                }
                for (Hash changed : everyByteChanged(newer.root())) {
                    assertThat(honest.verify(hasher, old, new TreeHead(size, changed))
                                    .holds())
                            .isFalse();
                }
                for (List<Hash> changed : otherLengths(honest.path())) {
                    assertFails(new ConsistencyProof(changed).verify(hasher, old, newer), ProofCheck.Check.LENGTH);
                }
            }
        }
    }

    @Test
    void everyWindowToSize40IsProvenAndEveryChangedByteRefused() {
        for (int size = 1; size <= 40; size++) {
            TreeHead head = head(size);
            for (int begin = 0; begin <= size; begin++) {
                for (int end = Math.max(1, begin); end <= size; end++) {
                    RangeProof honest = RangeProof.make(hasher, subtrees, begin, end, size);
                    CompactRange window = CompactRange.emptyAt(begin);
                    for (int i = begin; i < end; i++) {
                        window.append(Oracle.entry(i));
                    }

                    assertThat(honest.verify(window, head)).isEqualTo(new ProofCheck.Holds());
                    if (end == begin + 1) {
                        InclusionProof single = ProofMaker.inclusion(hasher, subtrees, begin, size);
                        assertThat(together(honest)).containsExactlyInAnyOrderElementsOf(single.path());
                    }
                    int step = size <= 13 ? 1 : 31;
                    for (int byteIndex = 0; byteIndex < Hash.LENGTH; byteIndex += step) {
                        for (int i = 0; i < honest.left().size(); i++) {
                            List<Hash> left = changed(honest.left(), i, byteIndex);
                            assertFails(
                                    new RangeProof(begin, end, left, honest.right()).verify(hasher, window, head),
                                    ProofCheck.Check.ROOT);
                        }
                        for (int i = 0; i < honest.right().size(); i++) {
                            List<Hash> right = changed(honest.right(), i, byteIndex);
                            assertFails(
                                    new RangeProof(begin, end, honest.left(), right).verify(hasher, window, head),
                                    ProofCheck.Check.ROOT);
                        }
                    }
                }
            }
        }
    }

    /**
     * Against its own root, a path is accepted for an (index, size) exactly when the RFC's walk for that pair takes the same turns:
     * the sizes that differ only right of the leaf's last left turn. No index but the honest one is ever accepted at the honest size.
     */
    @Test
    void aMovedInclusionProofIsAcceptedOnlyWhereTheRfcsWalkIsTheSame() {
        List<List<String>> walks = IntStream.rangeClosed(0, 140)
                .mapToObj(size -> IntStream.rangeClosed(0, size)
                        .mapToObj(index -> turns(index, size))
                        .toList())
                .toList();
        int accepted = 0;
        int expected = 0;
        for (int size : SIZES) {
            TreeHead head = head(size);
            for (int index = 0; index < size; index++) {
                InclusionProof honest = ProofMaker.inclusion(hasher, subtrees, index, size);
                Hash leaf = Oracle.leaf(Oracle.entry(index));
                String turns = turns(index, size);
                for (int otherSize = 0; otherSize <= 140; otherSize++) {
                    for (int other = 0; other <= otherSize; other++) {
                        boolean holds = new InclusionProof(other, honest.path())
                                .verify(hasher, leaf, new TreeHead(otherSize, head.root()))
                                .holds();
                        boolean sameWalk = walks.get(otherSize).get(other).equals(turns);
                        if (holds != sameWalk || (otherSize == size && holds != (other == index))) {
                            fail("leaf %d of %d claimed as %d of %d: %s", index, size, other, otherSize, holds);
                        }
                        accepted += holds ? 1 : 0;
                        expected += sameWalk ? 1 : 0;
                    }
                }
            }
        }
        assertThat(accepted).isEqualTo(expected);
        System.out.println("moved inclusion proofs accepted, all with the RFC's own walk: " + accepted);
    }

    /** Left (L) and right (R) siblings from leaf to root, by the recursive definition of PATH; "none" outside the tree. */
    private static String turns(int index, int size) {
        if (index >= size) {
            return "none";
        }
        if (size == 1) {
            return "";
        }
        int k = Integer.highestOneBit(size - 1);
        return index < k ? turns(index, k) + "R" : turns(index - k, size - k) + "L";
    }

    private List<List<Hash>> otherLengths(List<Hash> path) {
        List<List<Hash>> others = new ArrayList<>();
        Set<List<Hash>> seen = new HashSet<>(List.of(path));
        for (int i = 0; i < path.size(); i++) {
            List<Hash> shorter = new ArrayList<>(path);
            shorter.remove(i);
            others.add(shorter);
        }
        List<Hash> longer = new ArrayList<>(path);
        longer.add(hasher.emptyRoot());
        others.add(longer);
        List<Hash> muchLonger = new ArrayList<>(path);
        for (int i = 0; i < 200; i++) {
            muchLonger.add(hasher.emptyRoot());
        }
        others.add(muchLonger);
        others.removeIf(other -> !seen.add(other));
        return others;
    }

    private static List<Hash> together(RangeProof proof) {
        List<Hash> all = new ArrayList<>(proof.left());
        all.addAll(proof.right());
        return all;
    }

    private static List<List<Hash>> everyByteChanged(List<Hash> path) {
        List<List<Hash>> all = new ArrayList<>();
        for (int i = 0; i < path.size(); i++) {
            for (int b = 0; b < Hash.LENGTH; b++) {
                all.add(changed(path, i, b));
            }
        }
        return all;
    }

    private static List<Hash> changed(List<Hash> path, int i, int byteIndex) {
        List<Hash> changed = new ArrayList<>(path);
        changed.set(i, changed(path.get(i), byteIndex));
        return changed;
    }

    private static Hash changed(Hash hash, int byteIndex) {
        byte[] bytes = hash.toBytes();
        bytes[byteIndex] ^= (byte) (1 << byteIndex % 8);
        return Hash.of(bytes);
    }

    private static List<Hash> everyByteChanged(Hash hash) {
        List<Hash> all = new ArrayList<>();
        for (int b = 0; b < Hash.LENGTH; b++) {
            all.add(changed(hash, b));
        }
        return all;
    }

    private static void assertFails(ProofCheck check, ProofCheck.Check expected) {
        assertThat(check)
                .isInstanceOfSatisfying(
                        ProofCheck.Fails.class,
                        fails -> assertThat(fails.check()).isEqualTo(expected));
    }

    private Hash subtree(int level, long index) {
        Hash hash = known.get(List.of((long) level, index));
        if (hash == null) {
            hash = level == 0
                    ? Oracle.leaf(Oracle.entry(index))
                    : hasher.node(subtree(level - 1, 2 * index), subtree(level - 1, 2 * index + 1));
            known.put(List.of((long) level, index), hash);
        }
        return hash;
    }

    private static TreeHead head(int size) {
        CompactRange range = CompactRange.empty();
        for (int i = 0; i < size; i++) {
            range.append(Oracle.entry(i));
        }
        return range.head();
    }
}
