package io.tombolo.merkle;

/** Where the leaves {@code [begin, end)} fall into complete subtrees, each as large as its place and the end allow. */
final class Subtrees {
    private Subtrees() {}

    /** Level of the largest complete subtree that starts at leaf {@code at} and ends at or before {@code end}; at &lt; end. */
    static int levelAt(long at, long end) {
        int room = 63 - Long.numberOfLeadingZeros(end - at);
        return at == 0 ? room : Math.min(Long.numberOfTrailingZeros(at), room);
    }

    static int count(long begin, long end) {
        int count = 0;
        for (long at = begin; at < end; at += 1L << levelAt(at, end)) {
            count++;
        }
        return count;
    }
}
