package io.tombolo.connectors.folder;

import io.tombolo.connectors.format.RowCursor;
import io.tombolo.connectors.row.RowOutcome;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far one content has been shared, as it is in the connector's source offset under the content's hash.
 *
 * @param file the name that it had
 * @param size in bytes
 * @param mark behind the last row
 * @param rows shared so far, without those of what it grew from
 * @param rejected refused so far, likewise
 * @param damaged whether rows of it were lost whose number is not certain
 * @param end what became of it
 */
record ContentProgress(
        String file, long size, RowCursor.Mark mark, long rows, long rejected, boolean damaged, End end) {

    /** How far it got. */
    enum End {
        /** More rows may come. */
        OPEN,
        /** All of it is shared, but rows that were refused. */
        SHARED,
        /** It was read to its end, but rows were lost in it, and how many is not certain; a restart would find the same. */
        DAMAGED,
        /** Nothing can be made of it, or of its rest; a restart tries again. */
        REFUSED
    }

    /** The partition's only entry; see {@link FolderSourceTask}. */
    static final String CONTENT = "content";

    static ContentProgress begun(String file, long size) {
        return new ContentProgress(file, size, RowCursor.Mark.START, 0, 0, false, End.OPEN);
    }

    ContentProgress after(RowCursor.Mark behind, RowCursor.FoundRow row) {
        boolean good = row.outcome() instanceof RowOutcome.Row;
        return new ContentProgress(
                file,
                size,
                behind,
                rows + (good ? row.rows() : 0),
                rejected + (good ? 0 : row.rows()),
                damaged || !row.counted(),
                End.OPEN);
    }

    /** The file, or its rest, counts as one thing that was refused. */
    ContentProgress refusedWhole() {
        return new ContentProgress(file, size, mark, rows, rejected + 1, damaged, End.REFUSED);
    }

    /** Nothing is left in it. */
    ContentProgress ended() {
        return new ContentProgress(file, size, mark, rows, rejected, damaged, damaged ? End.DAMAGED : End.SHARED);
    }

    /** Whether it needs no other look. */
    boolean settled() {
        return end == End.SHARED || end == End.DAMAGED;
    }

    /** A longer content that begins with this one: what is behind the mark is new. */
    ContentProgress grownTo(String name, long grownSize) {
        return new ContentProgress(name, grownSize, mark, 0, 0, false, End.OPEN);
    }

    static Map<String, String> partition(String hash) {
        return Map.of(CONTENT, hash);
    }

    Map<String, Object> toOffset() {
        return Map.of(
                "file",
                file,
                "size",
                size,
                "position",
                mark.position(),
                "number",
                mark.number(),
                "within",
                mark.within(),
                "rows",
                rows,
                "rejected",
                rejected,
                "damaged",
                damaged,
                "end",
                end.name());
    }

    /** Reads a source offset; null represents none. */
    static @Nullable ContentProgress of(@Nullable Map<String, ?> offset) {
        if (offset == null) {
            return null;
        }
        return new ContentProgress(
                String.valueOf(offset.get("file")),
                number(offset, "size"),
                new RowCursor.Mark(number(offset, "position"), number(offset, "number"), number(offset, "within")),
                number(offset, "rows"),
                number(offset, "rejected"),
                Boolean.TRUE.equals(offset.get("damaged")),
                End.valueOf(String.valueOf(offset.get("end"))));
    }

    static long number(Map<String, ?> offset, String key) {
        if (offset.get(key) instanceof Number number) {
            return number.longValue();
        }
        throw new IllegalArgumentException("source offset: no number under " + key);
    }
}
