package io.tombolo.connectors.format;

import io.tombolo.connectors.row.Column;
import io.tombolo.connectors.row.CsvDialect;
import io.tombolo.connectors.row.SourceNames;
import io.tombolo.schemas.DatasetId;
import java.nio.charset.Charset;
import java.util.List;

/**
 * How a dataset's files are to be read.
 *
 * @param keyColumns the columns that together identify a row
 * @param columns the dataset's, for formats that have no schema of their own
 * @param inferred whether the columns' types are found by reading
 * @param names by which names the columns are known in text files
 * @param charset of text
 * @param csv how CSV is written
 * @param maxBytes size limit of one row, in bytes
 * @param location what goes before an object's name to say where it lies
 */
public record Layout(
        DatasetId dataset,
        List<String> keyColumns,
        List<Column> columns,
        boolean inferred,
        SourceNames names,
        Charset charset,
        CsvDialect csv,
        int maxBytes,
        String location) {
    public Layout {
        keyColumns = List.copyOf(keyColumns);
        columns = List.copyOf(columns);
    }

    /** The same for other columns. */
    public Layout with(List<Column> others) {
        return new Layout(dataset, keyColumns, others, inferred, names, charset, csv, maxBytes, location);
    }

    /** The same, with the names by which the columns are known. */
    public Layout with(SourceNames known) {
        return new Layout(dataset, keyColumns, columns, inferred, known, charset, csv, maxBytes, location);
    }
}
