package io.tombolo.connectors.folder;

import io.tombolo.connectors.format.RowCursor;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** The file that is being shared. One thread. */
final class TakenFile {

    private final Arrivals.Arrival arrival;
    private final String hash;
    private final RowCursor rows;
    private final Deque<SourceRecord> notes = new ArrayDeque<>();
    private final Map<String, String> partition;
    private final Function<ContentProgress, Map<String, Object>> offsets;
    private ContentProgress progress;
    private RowCursor.@Nullable FoundRow held;

    /** A content, whose progress is under its hash. */
    TakenFile(Arrivals.Arrival arrival, String hash, RowCursor rows, ContentProgress progress) {
        this(arrival, hash, rows, progress, ContentProgress.partition(hash), count -> new LaterOffset(count::toOffset));
    }

    /** @param offsets what the source offset holds of {@code partition} when so much is shared */
    TakenFile(
            Arrivals.Arrival arrival,
            String hash,
            RowCursor rows,
            ContentProgress progress,
            Map<String, String> partition,
            Function<ContentProgress, Map<String, Object>> offsets) {
        this.partition = partition;
        this.offsets = offsets;
        this.arrival = arrival;
        this.hash = hash;
        this.rows = rows;
        this.progress = progress;
    }

    Arrivals.Arrival arrival() {
        return arrival;
    }

    String hash() {
        return hash;
    }

    ContentProgress progress() {
        return progress;
    }

    /** Notes that go before its first row. */
    Deque<SourceRecord> notes() {
        return notes;
    }

    /** The next row, not counted yet; null at the end. */
    RowCursor.@Nullable FoundRow next() throws IOException {
        RowCursor.FoundRow again = held;
        held = null;
        return again == null ? rows.next() : again;
    }

    /** Puts the latest row back, to be found again. */
    void hold(RowCursor.FoundRow row) {
        held = row;
    }

    /** The source partition of its rows. */
    Map<String, String> partition() {
        return partition;
    }

    /** Counts the latest row, and says how far that is, as a source offset. */
    Map<String, Object> count(RowCursor.FoundRow row) {
        progress = progress.after(rows.mark(), row);
        return offsets.apply(progress);
    }

    /** Byte behind the latest row, as far as the format knows. */
    long position() {
        return rows.mark().position();
    }

    /** Makes sure that what was read is what the hash says. */
    void requireUnchanged() throws IOException {
        try {
            Arrivals.Look now = arrival.now();
            // Another file has taken the name: what was read was still the first one, which was open.
            if (now.equals(arrival.look()) || now.isAnotherFileThan(arrival.look())) {
                return;
            }
            long size = arrival.look().size();
            if (now.size() >= size
                    && ContentHash.of(arrival.path(), 0, size).whole().equals(hash)) {
                return;
            }
        } catch (NoSuchFileException e) {
            // Renamed or removed while it was open: what was read was still the same file.
            return;
        }
        throw new ConnectException(arrival.path() + ": was changed while it was being shared. " + progress.rows()
                + " of its rows are shared; drop what is new as another file");
    }

    void close() throws IOException {
        rows.close();
    }
}
