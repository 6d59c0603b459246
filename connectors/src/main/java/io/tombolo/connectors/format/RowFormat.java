package io.tombolo.connectors.format;

import io.tombolo.connectors.row.Column;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;

/** What a file of rows can be written in. */
public sealed interface RowFormat permits CsvFormat, JsonLinesFormat, AvroFormat, ParquetFormat, ObjectFormat {

    /** All formats' names, as the configuration takes them. */
    List<String> NAMES =
            List.of(CsvFormat.NAME, JsonLinesFormat.NAME, AvroFormat.NAME, ParquetFormat.NAME, ObjectFormat.NAME);

    /** The format's name. */
    String name();

    /** Whether a row's fields need columns named and typed from outside, because the file's format has no schema. */
    boolean needsColumns();

    /**
     * Names and types of what is in the file, found by reading all of it; empty for a format with a schema of its own.
     *
     * @throws ConnectException when nothing can be made of the file
     */
    List<Column> columns(SourceFile file, Layout layout) throws IOException;

    /**
     * Makes sure, before the first row is shared, that the file is whole, as far as its container can show it.
     *
     * @throws IOException when it is not
     */
    default void verify(SourceFile file, Layout layout) throws IOException {}

    /**
     * Opens a file.
     *
     * @param from where an earlier cursor left off, in this file or in what it grew from
     * @throws ConnectException when nothing can be made of the file
     */
    RowCursor open(SourceFile file, Layout layout, RowCursor.Mark from) throws IOException;

    /** The format of a name. */
    static RowFormat named(String name) {
        return switch (name) {
            case CsvFormat.NAME -> new CsvFormat();
            case JsonLinesFormat.NAME -> new JsonLinesFormat();
            case AvroFormat.NAME -> new AvroFormat();
            case ParquetFormat.NAME -> new ParquetFormat();
            case ObjectFormat.NAME -> new ObjectFormat();
            default -> throw new IllegalArgumentException("format " + name + ": none of " + NAMES);
        };
    }

    /** The format that a file's name indicates, empty when it indicates none. */
    static Optional<RowFormat> ofFileName(String fileName) {
        String name = fileName.toLowerCase(Locale.ROOT);
        boolean packed = name.endsWith(".gz");
        String base = packed ? name.substring(0, name.length() - ".gz".length()) : name;
        String extension = base.substring(base.lastIndexOf('.') + 1);
        return switch (extension) {
            case "csv", "tsv" -> Optional.of(new CsvFormat());
            case "jsonl", "ndjson" -> Optional.of(new JsonLinesFormat());
            case "avro" -> packed ? Optional.empty() : Optional.of(new AvroFormat());
            case "parquet" -> packed ? Optional.empty() : Optional.of(new ParquetFormat());
            default -> Optional.empty();
        };
    }
}
