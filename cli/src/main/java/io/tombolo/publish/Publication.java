package io.tombolo.publish;

import io.tombolo.connectors.format.RowFormat;
import io.tombolo.connectors.row.RowSourceConfig;
import io.tombolo.schemas.DatasetId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A file, or a folder of files, that is to be a dataset.
 *
 * @param keyColumns the columns that together identify a row
 * @param types {@code column:type,…}, or {@code infer}
 * @param nullValues what represents no value, separated by commas
 * @param partitions of the dataset's topic; empty: as many as it has, and one when it is made now
 * @param charset the encoding of text
 * @param pattern a glob over the names of a folder's files, empty for all
 * @param format a format's name, or {@code auto} to choose by names
 * @param csv how CSV is written
 * @param renames other names of columns, as {@code OLD:NEW} each
 * @param protect which columns leave encrypted
 * @param follow whether the server continues watching when what is there is shared
 * @param followLinks whether symbolic links are followed
 */
public record Publication(
        DatasetId dataset,
        Path file,
        List<String> keyColumns,
        String types,
        String nullValues,
        OptionalInt partitions,
        String charset,
        String pattern,
        String format,
        CsvOptions csv,
        List<String> renames,
        ProtectOptions protect,
        boolean follow,
        boolean followLinks) {
    public static final String INFER = "infer";
    private static final String CSV = "csv";
    public static final String AUTO = "auto";
    public static final String UTF_8 = "UTF-8";

    public Publication {
        file = file.toAbsolutePath().normalize();
        keyColumns = keyColumns.stream().map(String::strip).toList();
        if (keyColumns.isEmpty() || keyColumns.contains("")) {
            throw new PublishException("--key names no column: give the columns that together identify a row");
        }
        renames = List.copyOf(renames);
        renamed(renames);
        protect.rules();
        if (partitions.isPresent() && (partitions.getAsInt() < 1 || partitions.getAsInt() > 10_000)) {
            throw new PublishException("--partitions is " + partitions.getAsInt() + ", limits 1 and 10000");
        }
    }

    /** One plain CSV file in UTF-8, shared to its present end. */
    public static Publication csv(
            DatasetId dataset, Path file, List<String> keyColumns, String types, String nullValues, int partitions) {
        return new Publication(
                dataset,
                file,
                keyColumns,
                types,
                nullValues,
                OptionalInt.of(partitions),
                UTF_8,
                "",
                AUTO,
                CsvOptions.USUAL,
                List.of(),
                ProtectOptions.NONE,
                false,
                false);
    }

    /** What columns are called, by their names in the files. */
    Map<String, String> renamed() {
        return renamed(renames);
    }

    private static Map<String, String> renamed(List<String> renames) {
        try {
            return RowSourceConfig.renames(String.join(",", renames));
        } catch (IllegalArgumentException e) {
            throw new PublishException("--rename " + e.getMessage(), e);
        }
    }

    /** Whether it is one CSV file in UTF-8, whose lines can be counted and followed byte by byte. */
    boolean plainCsv() {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        boolean csv = format.equals(AUTO) || format.equals(CSV);
        boolean other = !csv
                || name.endsWith(".tsv")
                || name.endsWith(".gz")
                || RowFormat.ofFileName(name)
                        .map(told -> !told.name().equals(CSV))
                        .orElse(false);
        return !other && charset.equalsIgnoreCase(UTF_8) && !Files.isDirectory(file);
    }
}
