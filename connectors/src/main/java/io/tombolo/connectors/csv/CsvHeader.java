package io.tombolo.connectors.csv;

import io.tombolo.connectors.csv.CsvRows.Edge;
import io.tombolo.connectors.row.CsvDialect;
import io.tombolo.connectors.text.FileBytes;
import io.tombolo.connectors.text.PlainBytes;
import io.tombolo.connectors.text.PlainText;
import io.tombolo.schemas.AvroNames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * A file's first record.
 *
 * @param names the columns' names, made fit for Avro
 * @param sources the names as the file has them, without white space around them
 * @param end byte where the first row begins
 * @param nextLine number of that line
 * @param edge what lies before it: {@link Edge#OPEN_LINE} when the header has no line end
 */
public record CsvHeader(List<String> names, List<String> sources, long end, long nextLine, Edge edge) {

    /** An Avro schema of more fields than this takes longer than its rows. */
    private static final int MOST_COLUMNS = 10_000;

    private static final byte[] UTF_8_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final byte[] UTF_32_MARK = {0, 0, (byte) 0xFE};

    /**
     * Reads it, behind a byte order mark if there is one.
     *
     * @param quiet whether a header without a line end is whole
     * @return null when the file holds no whole header
     * @throws ConnectException when it can't be one: cut wrongly, not UTF-8, two columns of one name, or too many
     */
    public static @Nullable CsvHeader read(Path path, CsvDialect dialect, boolean quiet) throws IOException {
        return read(() -> FileBytes.open(path), path, dialect, quiet);
    }

    /**
     * As {@link #read(Path, CsvDialect, boolean)}.
     *
     * @param path what the text is called in messages
     */
    public static @Nullable CsvHeader read(PlainText text, Path path, CsvDialect dialect, boolean quiet)
            throws IOException {
        PlainBytes plain = text.open();
        try (CsvFile file = new CsvFile(plain, dialect, 0, textStart(plain, path), 1, Edge.ROW)) {
            CsvFile.Found found = file.next(quiet);
            if (found == CsvFile.Found.NOTHING) {
                return null;
            }
            if (found != CsvFile.Found.RECORD) {
                throw new ConnectException(path + ": the header can't be read (" + found
                        + "): is it a CSV file? Another format needs its ending in the name, or publish --format");
            }
            byte[] bytes = file.bytes();
            RecordScan scan = file.scan();
            if (!scan.ascii() && !CsvText.isUtf8(bytes, file.start(), scan.end())) {
                throw new ConnectException(path + ": the header is not UTF-8; save the file as UTF-8");
            }
            if (scan.fields() > MOST_COLUMNS) {
                throw new ConnectException(path + ": has " + scan.fields() + " columns, limit " + MOST_COLUMNS);
            }
            List<String> raw = new ArrayList<>();
            for (int i = 0; i < scan.fields(); i++) {
                String name = CsvText.field(bytes, scan, i).strip();
                if (name.indexOf('\0') >= 0) {
                    throw new ConnectException(path
                            + ": the header holds a zero byte: is it UTF-16? Say how it is encoded, or save it"
                            + " as UTF-8");
                }
                raw.add(name);
            }
            List<String> names = names(path, raw, dialect);
            return new CsvHeader(names, List.copyOf(raw), file.position(), file.line(), file.edge());
        }
    }

    /** Whether the file has nothing but a header, if that. */
    public static boolean rowless(Path path, CsvDialect dialect) throws IOException {
        return rowless(read(path, dialect, true), path);
    }

    /** As {@link #rowless(Path, CsvDialect)}, of a file whose header was read; null for one that has none. */
    public static boolean rowless(@Nullable CsvHeader header, Path path) throws IOException {
        return header == null || header.end() >= Files.size(path);
    }

    private static long textStart(PlainBytes text, Path path) throws IOException {
        ByteBuffer start = ByteBuffer.allocate(UTF_8_MARK.length);
        while (start.hasRemaining() && text.read(start, start.position()) > 0) {
            // until there are three bytes, or no more
        }
        byte[] first = Arrays.copyOf(start.array(), start.position());
        if (Arrays.equals(first, UTF_8_MARK)) {
            return 3;
        }
        if (Arrays.equals(first, UTF_32_MARK)) {
            throw new ConnectException(path + ": is UTF-32; save it as UTF-8");
        }
        boolean utf16 = first.length >= 2
                && ((first[0] == (byte) 0xFF && first[1] == (byte) 0xFE)
                        || (first[0] == (byte) 0xFE && first[1] == (byte) 0xFF));
        if (utf16) {
            throw new ConnectException(path + ": is UTF-16; save it as UTF-8");
        }
        return 0;
    }

    private static List<String> names(Path path, List<String> raw, CsvDialect dialect) {
        List<String> names = new ArrayList<>();
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < raw.size(); i++) {
            String name = dialect.renamed().getOrDefault(raw.get(i), fit(raw.get(i), i + 1));
            Integer before = seen.put(name, i);
            if (before != null) {
                throw new ConnectException(path + ": columns " + (before + 1) + " ('" + raw.get(before) + "') and "
                        + (i + 1) + " ('" + raw.get(i) + "') would both be named " + name + "; rename one");
            }
            names.add(name);
        }
        return List.copyOf(names);
    }

    private static String fit(String name, int number) {
        return name.isEmpty() ? "column_" + number : AvroNames.name(name);
    }
}
