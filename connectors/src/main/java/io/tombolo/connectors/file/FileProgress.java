package io.tombolo.connectors.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tombolo.connectors.file.CsvRows.Edge;
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
 * How far a file has been shared, as it is in the connector's source offset, committed with the rows themselves.
 *
 * @param position bytes shared or refused, from the file's first byte on
 * @param fileSize the file's size in bytes when that was written
 * @param rows rows shared so far
 * @param rejected rows refused so far
 * @param line number of the line at {@code position}, the first being 1
 * @param edge what lies before {@code position}
 * @param hashed the hash covers the file's first {@code hashed} bytes
 * @param hash their SHA-256, hexadecimal
 * @param columns the columns' types when the connector found them out itself, otherwise empty
 */
public record FileProgress(
        long position,
        long fileSize,
        long rows,
        long rejected,
        long line,
        Edge edge,
        long hashed,
        String hash,
        String columns) {

    /** Nothing shared yet. */
    public static final FileProgress NONE = new FileProgress(0, 0, 0, 0, 1, Edge.ROW, 0, "", "");

    Map<String, Object> toOffset() {
        return Map.of(
                "position", position,
                "size", fileSize,
                "rows", rows,
                "rejected", rejected,
                "line", line,
                "edge", edge.number(),
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
                number(offset, "position"),
                number(offset, "size"),
                number(offset, "rows"),
                number(offset, "rejected"),
                number(offset, "line"),
                edge(offset),
                number(offset, "hashed"),
                String.valueOf(offset.get("hash")),
                offset.get("columns") instanceof String columns ? columns : "");
    }

    /** Before there were other edges, {@code open_end} stated whether a line was open. */
    private static Edge edge(Map<String, ?> offset) {
        return offset.get("edge") instanceof Number number
                ? Edge.of(number.longValue())
                : Boolean.TRUE.equals(offset.get("open_end")) ? Edge.OPEN_LINE : Edge.ROW;
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
            if (channel.size() < position) {
                return Optional.of("has " + channel.size() + " bytes, " + position + " were shared already");
            }
            if (hashed > 0 && !new Fingerprint().advance(channel, hashed).equals(hash)) {
                return Optional.of("differs in its first " + hashed + " bytes from what was shared already");
            }
            return Optional.empty();
        }
    }

    /** Whether all that the file has now has been shared or refused; line ends behind the last row don't count. */
    public boolean finished(Path file) throws IOException {
        return position == 0 ? CsvHeader.rowless(file) : position >= endOfRows(file);
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

    private static long number(Map<String, ?> offset, String key) {
        if (offset.get(key) instanceof Number number) {
            return number.longValue();
        }
        throw new IllegalArgumentException("source offset: no number under " + key);
    }
}
