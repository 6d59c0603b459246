package io.tombolo.connectors.csv;

import io.tombolo.connectors.row.Column;
import io.tombolo.connectors.row.CsvDialect;
import io.tombolo.connectors.row.TypeGuess;
import io.tombolo.connectors.text.FileBytes;
import io.tombolo.connectors.text.PlainText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * What a look at a CSV file's rows shows about it.
 *
 * <p>A type is chosen only if it renders every value of the column as the file has it, see {@link TypeGuess}. Rows that can't be shared
 * are not asked.
 *
 * @param columns names and types, in the file's order; a column without any value is a string
 * @param rows rows that could be cut and have the header's number of columns
 * @param broken the others
 */
record CsvInference(List<Column> columns, long rows, long broken) {

    public CsvInference {
        columns = List.copyOf(columns);
    }

    /** The columns as {@code name:type,name:type,…}, the form that a connector's configuration takes. */
    public String columnsSpec() {
        return Column.spec(columns);
    }

    /** Looks at all rows of {@linkplain CsvDialect#USUAL usual} CSV, none of whose columns makes the key. */
    public static CsvInference infer(Path path) throws IOException {
        return infer(path, CsvDialect.USUAL, List.of());
    }

    /**
     * Looks at all rows.
     *
     * @param keyColumns the columns of the key: none of them is a double
     * @throws IOException when the file can't be read
     * @throws ConnectException when its header can't be used; an empty file has no columns
     */
    public static CsvInference infer(Path path, CsvDialect dialect, List<String> keyColumns) throws IOException {
        return infer(() -> FileBytes.open(path), path, dialect, keyColumns);
    }

    static CsvInference infer(PlainText source, Path path, CsvDialect dialect, List<String> keyColumns)
            throws IOException {
        CsvHeader header = CsvHeader.read(source, path, dialect, true);
        if (header == null) {
            return new CsvInference(List.of(), 0, 0);
        }
        List<TypeGuess> guesses = new ArrayList<>();
        header.names().forEach(name -> guesses.add(new TypeGuess(keyColumns.contains(name), dialect.decimalComma())));
        long rows = 0;
        long broken = 0;
        try (CsvFile file =
                new CsvFile(source.open(), dialect, guesses.size(), header.end(), header.nextLine(), header.edge())) {
            RecordScan scan = file.scan();
            for (CsvFile.Found found = file.next(true); found != CsvFile.Found.NOTHING; found = file.next(true)) {
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
                        if (!text.isEmpty()
                                && (scan.quoted(i) || !dialect.nullMarkers().contains(text))) {
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
