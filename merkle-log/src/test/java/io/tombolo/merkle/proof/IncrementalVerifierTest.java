package io.tombolo.merkle.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.merkle.CompactRange;
import io.tombolo.merkle.Oracle;
import io.tombolo.merkle.TreeHasher;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.proof.IncrementalVerifier.HeadCheck;
import java.util.List;
import org.junit.jupiter.api.Test;

class IncrementalVerifierTest {
    private static final List<byte[]> ENTRIES = Oracle.entries(100);

    private final TreeHasher hasher = TreeHasher.sha256();
    private final SubtreeSource subtrees =
            SubtreeSource.ofLeafHashes(hasher, i -> Oracle.leaf(ENTRIES.get(Math.toIntExact(i))));

    @Test
    void agreesWithEveryHeadOnItsWay() {
        IncrementalVerifier verifier = IncrementalVerifier.fromStart();
        for (int size = 0; size <= 100; size++) {
            assertThat(verifier.check(head(size))).isEqualTo(new HeadCheck.Matches());
            assertThat(verifier.check(head(100)))
                    .isEqualTo(size == 100 ? new HeadCheck.Matches() : new HeadCheck.NotYet(100 - size));
            if (size > 10) {
                assertThat(verifier.check(head(10))).isEqualTo(new HeadCheck.GoneBy(size - 10));
            }
            if (size < 100) {
                verifier.append(ENTRIES.get(size));
                verifier = IncrementalVerifier.from(
                        CompactRange.restore(verifier.range().serialise()));
            }
        }
    }

    @Test
    void disagreesOnceAnEntryIsAlteredDroppedSwappedOrRepeated() {
        assertThat(after(0, 1, 2, 3)).isInstanceOf(HeadCheck.Matches.class);
        assertThat(after(0, 1, 2, 99)).isInstanceOf(HeadCheck.Differs.class);
        assertThat(after(0, 1, 3, 2)).isInstanceOf(HeadCheck.Differs.class);
        assertThat(after(0, 1, 1, 2)).isInstanceOf(HeadCheck.Differs.class);
        assertThat(after(0, 1, 2)).isEqualTo(new HeadCheck.NotYet(1));
        assertThat(after(0, 1, 2, 3, 4)).isEqualTo(new HeadCheck.GoneBy(1));
    }

    @Test
    void startsInTheMiddleOnlyFromAProvenPlace() {
        TreeHead trusted = head(90);
        RangeProof prefix = RangeProof.make(hasher, subtrees, 37, 37, 90);

        IncrementalVerifier verifier =
                IncrementalVerifier.fromPrefix(prefix, trusted).orElseThrow();
        ENTRIES.subList(37, 90).forEach(verifier::append);

        assertThat(verifier.check(trusted)).isEqualTo(new HeadCheck.Matches());
        assertThat(IncrementalVerifier.fromPrefix(prefix, head(91))).isEmpty();
        RangeProof moved = new RangeProof(38, 38, prefix.left(), prefix.right());
        assertThat(IncrementalVerifier.fromPrefix(moved, trusted)).isEmpty();
    }

    @Test
    void takesRangesThatWereHashedElsewhere() {
        IncrementalVerifier verifier = IncrementalVerifier.fromStart();
        for (int begin = 0; begin < 100; begin += 7) {
            CompactRange part = CompactRange.emptyAt(begin);
            ENTRIES.subList(begin, Math.min(100, begin + 7)).forEach(part::append);
            verifier.append(part);
        }

        assertThat(verifier.check(head(100))).isEqualTo(new HeadCheck.Matches());
    }

    private static HeadCheck after(int... entries) {
        IncrementalVerifier verifier = IncrementalVerifier.fromStart();
        for (int i : entries) {
            verifier.append(Oracle.entry(i));
        }
        return verifier.check(head(4));
    }

    private static TreeHead head(int size) {
        CompactRange range = CompactRange.empty();
        ENTRIES.subList(0, size).forEach(range::append);
        return range.head();
    }
}
