package io.tombolo.reconcile;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row in which source and feed differ.
 *
 * @param key the row's key, as {@code id=7}
 * @param columns those whose values differ; empty for a row that only one side has
 * @param refused why a change of the row was refused, which may explain the difference; null when none was
 */
record RowDifference(Kind kind, String key, List<String> columns, @Nullable String refused) {

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

    /** Of which nothing was refused. */
    RowDifference(Kind kind, String key, List<String> columns) {
        this(kind, key, columns, null);
    }
}
