package io.tombolo.connectors.folder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tombolo.connectors.csv.CsvHeader;
import io.tombolo.connectors.csv.CsvRows.Edge;
import io.tombolo.connectors.format.RowCursor.Mark;
import io.tombolo.connectors.row.CsvDialect;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far a growing file has been shared, as it is in the connector's source offset, committed with the rows themselves.
 *
 * @param mark behind the last row that was shared or refused
 * @param fileSize the file's size in bytes when that was written
 * @param rows rows shared so far
 * @param rejected rows refused so far
 * @param hashed the hash covers the file's first {@code hashed} bytes
 * @param hash their SHA-256, hexadecimal
 * @param columns the columns' types when the connector found them out itself, otherwise empty
 */
public record FileProgress(
        Mark mark, long fileSize, long rows, long rejected, long hashed, String hash, String columns) {

    /** Nothing shared yet. */
    public static final FileProgress NONE = new FileProgress(Mark.START, 0, 0, 0, 0, "", "");

    /** Before the file is read up to a size, with columns of these types. */
    FileProgress reading(long size, String types) {
        return new FileProgress(mark, size, rows, rejected, hashed, hash, types);
    }

    /** What a reading counts on from here. */
    ContentProgress counted(String name) {
        return new ContentProgress(name, fileSize, mark, rows, rejected, false, ContentProgress.End.OPEN);
    }

    /** Behind what a reading has counted. */
    FileProgress after(ContentProgress count) {
        return new FileProgress(count.mark(), fileSize, count.rows(), count.rejected(), hashed, hash, columns);
    }

    /** With the hash of all that lies before the mark. */
    FileProgress hashed(String sha256) {
        return new FileProgress(mark, fileSize, rows, rejected, mark.position(), sha256, columns);
    }

    Map<String, Object> toOffset() {
        return Map.of(
                "position", mark.position(),
                "size", fileSize,
                "rows", rows,
                "rejected", rejected,
                "line", mark.number(),
                "edge", mark.within(),
                "hashed", hashed,
                "hash", hash,
                "columns", columns);
    }

    /** Reads a source offset; null represents none. */
    static FileProgress of(@Nullable Map<String, ?> offset) {
        if (offset == null) {
            return NONE;
        }
        return new FileProgress(
                new Mark(
                        ContentProgress.number(offset, "position"),
                        ContentProgress.number(offset, "line"),
                        edge(offset)),
                ContentProgress.number(offset, "size"),
                ContentProgress.number(offset, "rows"),
                ContentProgress.number(offset, "rejected"),
                ContentProgress.number(offset, "hashed"),
                String.valueOf(offset.get("hash")),
                offset.get("columns") instanceof String columns ? columns : "");
    }

    /** Before there were other edges, {@code open_end} stated whether a line was open. */
    private static long edge(Map<String, ?> offset) {
        Edge edge = offset.get("edge") instanceof Number number
                ? Edge.of(number.longValue())
                : Boolean.TRUE.equals(offset.get("open_end")) ? Edge.OPEN_LINE : Edge.ROW;
        return edge.number();
    }

    /**
     * Reads Connect's answer to {@code GET /connectors/<name>/offsets}; {@link #NONE} when nothing has been shared yet.
     *
     * @throws IllegalArgumentException when it is not such an answer
     */
    public static FileProgress ofAnswer(String json) {
        try {
            Map<?, ?> answer = new ObjectMapper().readValue(json, Map.class);
            if (!(answer.get("offsets") instanceof List<?> offsets)) {
                throw new IllegalArgumentException("answer about offsets: no list under offsets");
            }
            for (Object each : offsets) {
                if (each instanceof Map<?, ?> entry && entry.get("offset") instanceof Map<?, ?> offset) {
                    Map<String, Object> named = new HashMap<>();
                    offset.forEach((key, value) -> named.put(String.valueOf(key), value));
                    return of(named);
                }
            }
            return NONE;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("answer about offsets: no JSON", e);
        }
    }

    /**
     * Why a file is no longer the one that was shared, in words; empty when it is, whether or not it has grown.
     *
     * @throws IOException when it can't be read
     */
    public Optional<String> changed(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() < mark.position()) {
                return Optional.of("has " + channel.size() + " bytes, " + mark.position() + " were shared already");
            }
            if (hashed > 0 && !new Fingerprint().advance(channel, hashed).equals(hash)) {
                return Optional.of("differs in its first " + hashed + " bytes from what was shared already");
            }
            return Optional.empty();
        }
    }

    /** Whether all that the file has now has been shared or refused; line ends behind the last row don't count. */
    public boolean finished(Path file) throws IOException {
        return mark.position() == 0 ? CsvHeader.rowless(file, CsvDialect.USUAL) : mark.position() >= endOfRows(file);
    }

    /** The byte behind the last one that is not a line end: a position there or further leaves nothing to share. */
    public static long endOfRows(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer chunk = ByteBuffer.allocate(4096);
            long end = channel.size();
            while (end > 0) {
                long from = Math.max(0, end - chunk.capacity());
                int read = channel.read(chunk.clear().limit((int) (end - from)), from);
                for (int i = read - 1; i >= 0; i--) {
                    if (chunk.get(i) != '\n' && chunk.get(i) != '\r') {
                        return from + i + 1;
                    }
                }
                end = from;
            }
            return 0;
        }
    }
}
