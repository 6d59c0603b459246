package io.tombolo.connectors.database;

import java.util.List;
import java.util.Map;

/**
 * What a look at a database has shown, before a connector is made on it.
 *
 * @param findings what the connector needs and whether it is there: the database's first, then each table's
 * @param tables the tables that will be shared, as the connector will see them
 * @param settings further settings of the connector that follow from the catalogue; what the user sets wins over them
 */
public record Look(List<Finding> findings, List<SharedTable> tables, Map<String, String> settings) {

    public Look {
        findings = List.copyOf(findings);
        tables = List.copyOf(tables);
        settings = Map.copyOf(settings);
    }
}
