package io.tombolo.merkle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A range begins with room for a few hashes and makes more when it needs it. */
class CompactRangeRoomTest {
    private static final int LEAVES = 1_100;
    private static final List<byte[]> ENTRIES = Oracle.entries(LEAVES);

    @Test
    void aRangeOfManyHashesJoinsToTheSameRoot() {
        int most = 0;
        for (int begin : new int[] {0, 1, 3, 255, 511}) {
            CompactRange whole = appended(CompactRange.empty(), 0, begin);
            CompactRange range = CompactRange.emptyAt(begin);
            CompactRange before = whole.copy();
            for (int end = begin + 1; end <= LEAVES; end++) {
                whole.append(ENTRIES.get(end - 1));
                range.append(ENTRIES.get(end - 1));
                CompactRange joined = before.copy();
                joined.append(range);

                assertThat(joined.root()).as("[%s, %s)", begin, end).isEqualTo(whole.root());
                most = Math.max(most, range.hashes().size());
            }
        }
        assertThat(most).isGreaterThan(16);
    }

    @Test
    void aRangeOfManyHashesIsRestored() {
        CompactRange range = appended(CompactRange.emptyAt(1), 1, 1_023);

        assertThat(range.hashes()).hasSize(18);
        assertThat(CompactRange.restore(range.serialise())).isEqualTo(range);
        assertThat(CompactRange.of(1, 1_023, range.hashes())).isEqualTo(range);
    }

    private static CompactRange appended(CompactRange range, int from, int to) {
        ENTRIES.subList(from, to).forEach(range::append);
        return range;
    }
}
