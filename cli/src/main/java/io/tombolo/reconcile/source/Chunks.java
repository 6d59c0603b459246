package io.tombolo.reconcile.source;

import java.util.BitSet;

/**
 * A table's rows in {@value #COUNT} chunks by the hash of their keys: how many each holds and the sums of their hashes. So neither
 * side needs the other's order of keys, and rows may come in any. The sums wrap around.
 */
public final class Chunks {
    /** How many chunks there are: one for each value of a key hash's first 12 bits. */
    public static final int COUNT = 4096;

    private final long[] rows = new long[COUNT];
    private final long[] high = new long[COUNT];
    private final long[] low = new long[COUNT];

    /** Adds rows to a chunk: their number, and the sums of {@link RowHash#high} and {@link RowHash#low}. */
    public void add(int chunk, long count, long highSum, long lowSum) {
        rows[chunk] += count;
        high[chunk] += highSum;
        low[chunk] += lowSum;
    }

    /** All rows. */
    public long rows() {
        long sum = 0;
        for (long one : rows) {
            sum += one;
        }
        return sum;
    }

    /** The chunks in which the two differ. */
    public BitSet differing(Chunks other) {
        BitSet differing = new BitSet(COUNT);
        for (int i = 0; i < COUNT; i++) {
            differing.set(i, rows[i] != other.rows[i] || high[i] != other.high[i] || low[i] != other.low[i]);
        }
        return differing;
    }
}
