package io.tombolo.connectors.folder;

import io.tombolo.connectors.row.RowSource;
import io.tombolo.schemas.DatasetId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;

/**
 * One CSV connector as Connect's REST interface takes it: a name and a configuration.
 *
 * <p>The same dataset and file always give the same name, so that publishing again finds the connector that began it.
 *
 * @param dataset where the rows go
 * @param file the CSV file, as the worker sees it
 * @param keyColumns the columns that together identify a row
 * @param columns names and types as {@link io.tombolo.connectors.row.Column#spec} gives them, or {@code infer}
 * @param nullValues what represents no value, separated by commas
 * @param more further connector settings; they win
 */
public record CsvConnector(
        DatasetId dataset,
        Path file,
        List<String> keyColumns,
        String columns,
        String nullValues,
        Map<String, String> more) {

    private static final String CLASS = "io.tombolo.connectors.file.CsvSourceConnector";

    public CsvConnector {
        file = file.toAbsolutePath().normalize();
        keyColumns = List.copyOf(keyColumns);
        more = Map.copyOf(more);
    }

    /** With {@code NA} and nothing for no value, and no further settings. */
    public static CsvConnector of(DatasetId dataset, Path file, List<String> keyColumns, String columns) {
        return new CsvConnector(dataset, file, keyColumns, columns, CsvSourceConfig.DEFAULT_NULL_VALUES, Map.of());
    }

    /** The settings that it takes. */
    public static ConfigDef settings() {
        return CsvSourceConfig.DEF;
    }

    /** {@code csv-<dataset topic>-<eight hex digits of the path's hash>}. */
    public String name() {
        return RowSource.name("csv", dataset, file);
    }

    /** The configuration for {@code PUT /connectors/<name>/config}. */
    public Map<String, String> config() {
        Map<String, String> config = RowSource.config(name(), CLASS, dataset);
        config.put(CsvSourceConfig.FILE, file.toString());
        config.put(CsvSourceConfig.DATASET, dataset.toString());
        config.put(CsvSourceConfig.KEY_COLUMNS, String.join(",", keyColumns));
        config.put(CsvSourceConfig.COLUMNS, columns);
        config.put(CsvSourceConfig.NULL_VALUES, nullValues);
        config.putAll(more);
        return config;
    }
}
