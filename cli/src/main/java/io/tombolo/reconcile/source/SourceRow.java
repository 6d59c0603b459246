package io.tombolo.reconcile.source;

import io.tombolo.reconcile.form.RowHash;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of the source.
 *
 * @param key the hash of its key
 * @param hash of all compared values
 * @param shown the key's values as the database writes them
 * @param texts the compared values' texts
 */
public record SourceRow(RowHash key, RowHash hash, List<@Nullable String> shown, List<@Nullable String> texts) {
    public SourceRow {
        shown = new ArrayList<>(shown);
        texts = new ArrayList<>(texts);
    }
}
