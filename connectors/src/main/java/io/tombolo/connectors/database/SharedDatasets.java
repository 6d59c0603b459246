package io.tombolo.connectors.database;

import io.tombolo.connectors.change.DatasetName;
import io.tombolo.schemas.DatasetId;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which datasets a connector that is on a worker already shares, by its configuration there. */
public final class SharedDatasets {

    private SharedDatasets() {}

    /** Each dataset with its table; empty for a connector that does not capture a database, or not for a dataset. */
    public static Map<DatasetId, TableName> of(Map<String, String> config) {
        String template = config.getOrDefault("transforms.change.dataset", "");
        Map<DatasetId, TableName> datasets = new LinkedHashMap<>();
        if (template.isEmpty() || !config.containsKey("table.include.list")) {
            return datasets;
        }
        boolean schemas = config.containsKey("database.dbname");
        Renames renames = Renames.of(config);
        for (TableName table : DebeziumNames.read(config.getOrDefault("table.include.list", ""))) {
            String name = renames.table(table);
            datasets.put(
                    schemas
                            ? DatasetName.of(template, config.getOrDefault("database.dbname", ""), table.outer(), name)
                            : DatasetName.of(template, table.outer(), "", name),
                    table);
        }
        return datasets;
    }
}
