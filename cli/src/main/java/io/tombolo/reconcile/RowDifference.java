package io.tombolo.reconcile;

import java.util.List;

/**
 * One row in which source and feed differ.
 *
 * @param key the row's key, as {@code id=7}
 * @param columns those whose values differ; empty for a row that only one side has
 */
record RowDifference(Kind kind, String key, List<String> columns) {

    /** In which way they differ. */
    public enum Kind {
        /** The source has the row, the feed does not. */
        MISSING,
        /** The feed has the row, the source does not. */
        EXTRA,
        /** Both have it, with different values. */
        DIFFERENT
    }

    public RowDifference {
        columns = List.copyOf(columns);
    }
}
