package io.tombolo.connectors.folder;

import io.tombolo.connectors.row.RowSource;
import io.tombolo.schemas.DatasetId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One folder connector as Connect's REST interface takes it: a name and a configuration.
 *
 * <p>The same dataset and path always give the same name, so that publishing again finds the connector that began it.
 *
 * @param dataset where the rows go
 * @param path the folder or the file, as the worker sees it
 * @param keyColumns the columns that together identify a row
 * @param more further connector settings; they win
 */
public record FolderConnector(DatasetId dataset, Path path, List<String> keyColumns, Map<String, String> more) {

    public FolderConnector {
        path = path.toAbsolutePath().normalize();
        keyColumns = List.copyOf(keyColumns);
        more = Map.copyOf(more);
    }

    /** {@code folder-<dataset topic>-<eight hex digits of the path's hash>}. */
    public String name() {
        return RowSource.name("folder", dataset, path);
    }

    /** The configuration for {@code PUT /connectors/<name>/config}. */
    public Map<String, String> config() {
        Map<String, String> config = RowSource.config(name(), FolderSourceConnector.class.getName(), dataset);
        config.put(FolderConfig.PATH, path.toString());
        config.put(FolderConfig.DATASET, dataset.toString());
        config.put(FolderConfig.KEY_COLUMNS, String.join(",", keyColumns));
        config.putAll(more);
        return config;
    }

    /** Whether a connector's configuration is one of these. */
    public static boolean isOne(String connectorClass) {
        return connectorClass.equals(FolderSourceConnector.class.getName());
    }
}
