package io.tombolo.merkle.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tombolo.merkle.CompactRange;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.Oracle;
import io.tombolo.merkle.TreeHasher;
import io.tombolo.merkle.TreeHead;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every size to 130, and every index or older size, against the RFC's own recursive definitions. */
class EveryProofToSize130Test {
    private static final int LIMIT = 130;
    private static final List<byte[]> ENTRIES = Oracle.entries(LIMIT);

    private final TreeHasher hasher = TreeHasher.sha256();
    private final List<TreeHead> heads = heads();
    private final SubtreeSource subtrees =
            SubtreeSource.ofLeafHashes(hasher, i -> hasher.leaf(ENTRIES.get(Math.toIntExact(i))));

    @Test
    void aCompactRangeKnowsEveryRoot() {
        for (int size = 0; size <= LIMIT; size++) {
            assertThat(heads.get(size).root()).isEqualTo(Oracle.root(ENTRIES.subList(0, size)));
        }
    }

    @Test
    void everyInclusionProofIsTheRfcsAndVerifies() {
        for (int size = 1; size <= LIMIT; size++) {
            for (int index = 0; index < size; index++) {
                InclusionProof proof = ProofMaker.inclusion(hasher, subtrees, index, size);

                assertThat(proof.path()).isEqualTo(Oracle.path(index, ENTRIES.subList(0, size)));
                assertThat(proof.verify(hasher.leaf(ENTRIES.get(index)), heads.get(size)))
                        .isEqualTo(new ProofCheck.Holds());
            }
        }
    }

    @Test
    void everyConsistencyProofIsTheRfcsAndVerifies() {
        for (int size = 1; size <= LIMIT; size++) {
            for (int older = 1; older <= size; older++) {
                ConsistencyProof proof = ProofMaker.consistency(hasher, subtrees, older, size);

                assertThat(proof.path()).isEqualTo(Oracle.proof(older, ENTRIES.subList(0, size)));
                assertThat(proof.verify(heads.get(older), heads.get(size))).isEqualTo(new ProofCheck.Holds());
            }
        }
    }

    @Test
    void aBuilderThatKeepsNoLeavesMakesEveryConsistencyProof() {
        for (int older = 0; older <= LIMIT; older++) {
            CompactRange base = CompactRange.empty();
            ENTRIES.subList(0, older).forEach(base::append);
            ConsistencyProofBuilder builder = ConsistencyProofBuilder.from(base);

            for (int size = older; size <= LIMIT; size++) {
                builder = ConsistencyProofBuilder.restore(builder.serialise());
                ConsistencyProof expected = older == 0
                        ? new ConsistencyProof(List.of())
                        : ProofMaker.consistency(hasher, subtrees, older, size);
                assertThat(builder.proof()).isEqualTo(expected);
                assertThat(builder.head()).isEqualTo(heads.get(size));
                if (size < LIMIT) {
                    byte[] entry = ENTRIES.get(size);
                    builder.append(entry, 0, entry.length);
                }
            }
        }
    }

    @Test
    void aBuilderProvesBetweenAllSizesItWasToldToRemember() {
        ConsistencyProofBuilder builder = ConsistencyProofBuilder.from(CompactRange.empty());
        for (byte[] entry : ENTRIES) {
            builder.append(entry, 0, entry.length);
            builder.mark();
        }

        for (int size = 1; size <= LIMIT; size++) {
            for (int older = 1; older <= size; older++) {
                assertThat(builder.proof(older, size)).isEqualTo(ProofMaker.consistency(hasher, subtrees, older, size));
            }
        }

        builder.forgetBelow(77);
        assertThat(builder.baseSize()).isEqualTo(77);
        assertThat(builder.proof().verify(heads.get(77), heads.get(LIMIT)).holds())
                .isTrue();
    }

    @Test
    void rangesMergeWhereverTheyAreCut() {
        for (int size = 0; size <= LIMIT; size++) {
            for (int cut = 0; cut <= size; cut++) {
                CompactRange left = CompactRange.empty();
                ENTRIES.subList(0, cut).forEach(left::append);
                CompactRange right = CompactRange.emptyAt(cut);
                ENTRIES.subList(cut, size).forEach(right::append);

                left.append(CompactRange.restore(right.serialise()));

                assertThat(left.head()).isEqualTo(heads.get(size));
            }
        }
    }

    private static List<TreeHead> heads() {
        List<TreeHead> heads = new ArrayList<>();
        CompactRange range = CompactRange.empty();
        heads.add(range.head());
        for (byte[] entry : ENTRIES) {
            range.append(entry);
            heads.add(range.head());
        }
        return heads;
    }

    @Test
    void makesNoProofForWhatTheTreeDoesNotHold() {
        assertThatIllegalArgumentException().isThrownBy(() -> ProofMaker.inclusion(hasher, subtrees, 7, 7));
        assertThatIllegalArgumentException().isThrownBy(() -> ProofMaker.inclusion(hasher, subtrees, -1, 7));
        assertThatIllegalArgumentException().isThrownBy(() -> ProofMaker.consistency(hasher, subtrees, 8, 7));
        assertThatIllegalArgumentException().isThrownBy(() -> RangeProof.make(hasher, subtrees, 3, 8, 7));
        assertThatIllegalArgumentException().isThrownBy(() -> RangeProof.make(hasher, subtrees, 0, 0, 7));
    }

    @Test
    void aLeafOfAnotherEntryIsRefusedAtTheRoot() {
        InclusionProof proof = ProofMaker.inclusion(hasher, subtrees, 3, 7);
        Hash other = hasher.leaf(Oracle.entry(4));

        ProofCheck check = proof.verify(other, heads.get(7));

        assertThat(check)
                .isInstanceOfSatisfying(
                        ProofCheck.Fails.class,
                        fails -> assertThat(fails.check()).isEqualTo(ProofCheck.Check.ROOT));
    }
}
