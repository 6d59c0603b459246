package io.tombolo.connectors.format;

import io.tombolo.connectors.csv.CsvRows;
import io.tombolo.connectors.row.RowOutcome;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A file's rows, one after another. One thread. */
public interface RowCursor extends Closeable {

    /** A file without rows. */
    RowCursor EMPTY = new RowCursor() {
        @Override
        public @Nullable FoundRow next() {
            return null;
        }

        @Override
        public Mark mark() {
            return Mark.START;
        }

        @Override
        public void close() {}
    };

    /** The rows of a CSV text. */
    static RowCursor of(CsvRows rows) {
        return new CsvFormat.Cursor(rows);
    }

    /** Continues to the next row; null when there is none. */
    @Nullable FoundRow next() throws IOException;

    /** The place behind the latest row, where a cursor can continue. */
    Mark mark();

    /**
     * One row of a file, good or refused; or several that are refused together because they lie in one damaged block.
     *
     * @param unit what the format counts: {@code line} or {@code record}
     * @param number of the line on which it begins, or of the record, the first being 1
     * @param input its first bytes, at most 64 KiB, when it was refused and there are any
     * @param rows how many rows it represents, at least 1
     * @param counted whether {@code rows} can be relied on; if not, the file is not shared whole
     */
    record FoundRow(RowOutcome outcome, String unit, long number, ByteBuffer input, long rows, boolean counted) {

        static final ByteBuffer NO_INPUT = ByteBuffer.allocate(0).asReadOnlyBuffer();

        FoundRow(RowOutcome outcome, String unit, long number, ByteBuffer input) {
            this(outcome, unit, number, input, 1, true);
        }

        static FoundRow record(RowOutcome outcome, long number) {
            return new FoundRow(outcome, "record", number, NO_INPUT);
        }

        /** Records from {@code number} on that lie in a block of which nothing can be made. */
        static FoundRow block(String why, long number, long rows, boolean counted) {
            String which = rows == 1 ? "its record is" : "its " + rows + " records are";
            String detail =
                    why + ": " + which + " not shared" + (counted ? "" : ", and how many were lost is not certain");
            return new FoundRow(new RowOutcome.Refused("BAD_BLOCK", detail), "record", number, NO_INPUT, rows, counted);
        }
    }

    /**
     * A place between two rows of a file, meaningful to its format only.
     *
     * @param position byte where the next row, or the block that holds it, begins; 0 for the file's start
     * @param number number of the next line or record, the first being 1
     * @param within rows of that block that lie before it; for JSON lines, 1 when the row before had no line
     *     end; for CSV, the number of an {@link CsvRows.Edge}
     */
    record Mark(long position, long number, long within) {

        /** Before the first row. */
        public static final Mark START = new Mark(0, 1, 0);
    }
}
