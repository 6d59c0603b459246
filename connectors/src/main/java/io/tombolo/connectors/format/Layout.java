package io.tombolo.connectors.format;

import io.tombolo.connectors.file.CsvRows;
import io.tombolo.connectors.row.Column;
import io.tombolo.schemas.DatasetId;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Set;

/**
 * How a dataset's files are to be read.
 *
 * @param keyColumns the columns that tell one row from every other
 * @param columns the dataset's, for formats that have no schema of their own
 * @param charset of text
 * @param separator of CSV's fields; a file named {@code .tsv} has tabs
 * @param nullMarkers what stands for no value in CSV
 * @param maxBytes size limit of one row, in bytes
 * @param location what goes before an object's name to say where it lies
 */
public record Layout(
        DatasetId dataset,
        List<String> keyColumns,
        List<Column> columns,
        Charset charset,
        char separator,
        Set<String> nullMarkers,
        int maxBytes,
        String location) {
    public Layout {
        keyColumns = List.copyOf(keyColumns);
        columns = List.copyOf(columns);
        nullMarkers = Set.copyOf(nullMarkers);
    }

    /** The same for other columns. */
    public Layout with(List<Column> others) {
        return new Layout(dataset, keyColumns, others, charset, separator, nullMarkers, maxBytes, location);
    }

    CsvRows.Dialect dialect(SourceFile file) {
        return new CsvRows.Dialect(file.baseName().endsWith(".tsv") ? '\t' : separator, nullMarkers, maxBytes);
    }
}
