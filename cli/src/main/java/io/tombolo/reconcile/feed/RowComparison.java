package io.tombolo.reconcile.feed;

import io.tombolo.reconcile.source.ComparedColumn;
import io.tombolo.reconcile.source.SourceRows;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** Walks through the differing chunks of both sides at once, in the order of key hashes, and names each row that differs. */
public final class RowComparison {

    /** Hears each difference; {@code refused} says why a change of the row was refused, or is null. */
    public interface Listener {
        /** The source has a row that the feed lacks. */
        void missing(String key, @Nullable String refused);

        /** The feed has a row that the source lacks. */
        void extra(String key);

        /** Both have the row; the columns' values differ. */
        void different(String key, List<String> columns, @Nullable String refused);
    }

    private final List<ComparedColumn> key;
    private final List<ComparedColumn> columns;
    private final Map<ByteBuffer, String> refused = new HashMap<>();
    private final Listener listener;

    /** @param refused why a change was refused, by the key that its event would have had */
    public RowComparison(
            List<ComparedColumn> key,
            List<ComparedColumn> columns,
            Map<GenericRecord, String> refused,
            Listener listener) {
        this.key = List.copyOf(key);
        this.columns = List.copyOf(columns);
        this.listener = listener;
        FeedRow rows = new FeedRow(key, List.of());
        refused.forEach((record, why) ->
                this.refused.put(ByteBuffer.wrap(rows.key(record).bytes()), why));
    }

    /** Compares the rows of some chunks. */
    public void run(SourceRows source, FeedState feed, BitSet chunks) {
        FeedState.Rows rows = feed.rows();
        FeedState.Row ours = next(rows, chunks);
        SourceRows.SourceRow theirs = source.next();
        while (ours != null || theirs != null) {
            int order = ours == null
                    ? 1
                    : theirs == null
                            ? -1
                            : Arrays.compareUnsigned(
                                    ours.key().bytes(), theirs.key().bytes());
            if (ours != null && order < 0) {
                listener.extra(ours.stored().key());
            } else if (theirs != null && order > 0) {
                listener.missing(shown(theirs), refused(theirs));
            } else if (ours != null && theirs != null) {
                compare(ours.stored(), theirs);
            }
            ours = order <= 0 ? next(rows, chunks) : ours;
            theirs = order >= 0 ? source.next() : theirs;
        }
    }

    private static FeedState.@Nullable Row next(FeedState.Rows rows, BitSet chunks) {
        FeedState.Row row = rows.next();
        while (row != null && !chunks.get(row.key().chunk())) {
            row = rows.next();
        }
        return row;
    }

    private void compare(StoredRow ours, SourceRows.SourceRow theirs) {
        if (Arrays.equals(ours.hash().bytes(), theirs.hash().bytes())) {
            return;
        }
        int[] cells = StoredRow.cells(theirs.texts());
        List<String> different = new ArrayList<>();
        for (int i = 0; i < cells.length; i++) {
            if (cells[i] != ours.cells()[i]) {
                different.add(columns.get(i).name());
            }
        }
        listener.different(shown(theirs), different, refused(theirs));
    }

    private @Nullable String refused(SourceRows.SourceRow row) {
        return refused.get(ByteBuffer.wrap(row.key().bytes()));
    }

    private String shown(SourceRows.SourceRow row) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < key.size(); i++) {
            parts.add(key.get(i).name() + "=" + row.shown().get(i));
        }
        return String.join(", ", parts);
    }
}
