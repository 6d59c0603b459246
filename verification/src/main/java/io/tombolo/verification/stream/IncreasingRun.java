package io.tombolo.verification.stream;

/** The longest increasing subsequence, by patience sorting: O(n log n). */
final class IncreasingRun {
    private IncreasingRun() {}

    /** Which of the distinct values belong to one longest increasing subsequence. */
    static boolean[] longest(int[] values) {
        int[] topOfPile = new int[values.length];
        int[] before = new int[values.length];
        int piles = 0;
        for (int i = 0; i < values.length; i++) {
            int low = 0;
            int high = piles;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (values[topOfPile[middle]] < values[i]) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            before[i] = low == 0 ? -1 : topOfPile[low - 1];
            topOfPile[low] = i;
            piles = Math.max(piles, low + 1);
        }
        boolean[] chosen = new boolean[values.length];
        for (int i = piles == 0 ? -1 : topOfPile[piles - 1]; i >= 0; i = before[i]) {
            chosen[i] = true;
        }
        return chosen;
    }
}
