package io.tombolo.connectors.file;

import io.tombolo.connectors.row.Column;
import io.tombolo.connectors.text.FileBytes;
import io.tombolo.connectors.text.PlainText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * What a look at a CSV file's rows tells about it.
 *
 * <p>A type is chosen only if every value of the column keeps its meaning in it: {@code 007} stays a string, so do numbers with
 * more digits than a double holds, and times without an offset. Rows that can't be shared are not asked.
 *
 * @param columns names and types, in the file's order; a column without any value is a string
 * @param rows rows that could be cut and have the header's number of columns
 * @param broken the others
 */
public record CsvInference(List<Column> columns, long rows, long broken) {

    private static final int RECORD_MAX_BYTES = 1 << 20;

    public CsvInference {
        columns = List.copyOf(columns);
    }

    /** The columns as {@code name:type,name:type,…}, the form that a connector's configuration takes. */
    public String columnsSpec() {
        return Column.spec(columns);
    }

    /** Looks at all rows, with commas as separators and {@code NA} or nothing for no value. */
    public static CsvInference infer(Path path) throws IOException {
        return infer(path, ',', CsvSourceConfig.nullMarkers(CsvSourceConfig.DEFAULT_NULL_VALUES), Long.MAX_VALUE);
    }

    /**
     * Looks at the first {@code maxRows} rows.
     *
     * @param nullMarkers what stands for no value
     * @throws IOException when the file can't be read
     * @throws ConnectException when its header can't be used; an empty file has no columns
     */
    public static CsvInference infer(Path path, char separator, Set<String> nullMarkers, long maxRows)
            throws IOException {
        return infer(() -> FileBytes.open(path), path, separator, nullMarkers, maxRows);
    }

    static CsvInference infer(PlainText source, Path path, char separator, Set<String> nullMarkers, long maxRows)
            throws IOException {
        CsvHeader header = CsvHeader.read(source, path, separator, RECORD_MAX_BYTES, true);
        if (header == null) {
            return new CsvInference(List.of(), 0, 0);
        }
        List<TypeGuess> guesses = new ArrayList<>();
        header.names().forEach(name -> guesses.add(new TypeGuess()));
        long rows = 0;
        long broken = 0;
        RecordScan scan = new RecordScan(separator, RECORD_MAX_BYTES);
        try (CsvFile file = new CsvFile(source.open(), scan, header.end(), header.nextLine(), header.openEnd())) {
            while (rows < maxRows) {
                CsvFile.Found found = file.next(true);
                if (found == CsvFile.Found.NOTHING) {
                    break;
                }
                byte[] bytes = file.bytes();
                if (found != CsvFile.Found.RECORD
                        || scan.fields() != guesses.size()
                        || !(scan.ascii() || CsvText.isUtf8(bytes, file.start(), scan.end()))) {
                    broken++;
                    continue;
                }
                rows++;
                for (int i = 0; i < guesses.size(); i++) {
                    TypeGuess guess = guesses.get(i);
                    if (!guess.settled()) {
                        String text = CsvText.field(bytes, scan, i);
                        if (!text.isEmpty() && (scan.quoted(i) || !nullMarkers.contains(text))) {
                            guess.see(text);
                        }
                    }
                }
            }
        }
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < guesses.size(); i++) {
            columns.add(new Column(header.names().get(i), guesses.get(i).type()));
        }
        return new CsvInference(columns, rows, broken);
    }
}
