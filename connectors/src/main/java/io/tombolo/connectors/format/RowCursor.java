package io.tombolo.connectors.format;

import java.io.Closeable;
import java.io.IOException;
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

    /** Goes on to the next row; null when there is none. */
    @Nullable FoundRow next() throws IOException;

    /** The place behind the latest row, where a cursor can go on. */
    Mark mark();
}
