package io.tombolo.publish;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.connectors.database.SharedDatasets;
import io.tombolo.connectors.database.TableName;
import io.tombolo.connectors.row.RowSourceConfig;
import io.tombolo.connectors.row.SourceNames;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.Reconciliation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;

/** What the other connectors of a worker share under a dataset's name: nothing of it may be given another meaning by a file. */
final class DatasetColumns {
    private final ConnectClient connect;
    private final Publication publication;

    DatasetColumns(ConnectClient connect, Publication publication) {
        this.connect = connect;
        this.publication = publication;
    }

    /**
     * The settings that keep the names of columns apart.
     *
     * @param connector the publication's own
     * @param columns and {@code sources}: the file's, where they are known before it is shared
     * @throws PublishException if the dataset is a table's, or a column is known by another name
     */
    Map<String, String> settings(String connector, List<String> columns, List<String> sources) {
        SourceNames names = known(connector);
        try {
            names.takeAll(publication.file().toString(), columns, sources);
        } catch (ConnectException e) {
            throw new PublishException(
                    e.getMessage() + "; or give it another name with --rename 'OLD:NEW'. Nothing was made", e);
        }
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(RowSourceConfig.COLUMNS_KNOWN, names.text());
        if (!publication.renames().isEmpty()) {
            settings.put(RowSourceConfig.COLUMNS_RENAME, String.join(",", publication.renames()));
        }
        return settings;
    }

    private SourceNames known(String connector) {
        DatasetId dataset = publication.dataset();
        if (dataset.name().equals(Reconciliation.DATASET)) {
            throw new PublishException("dataset " + dataset
                    + " is that of the results of tombolo reconcile: choose another --dataset. Nothing was made");
        }
        SourceNames names = new SourceNames();
        for (String name : connect.names()) {
            Map<String, String> config = connect.config(name).orElse(Map.of());
            TableName table = SharedDatasets.of(config).get(dataset);
            if (table != null) {
                throw new PublishException("dataset " + dataset + " is that of table " + table
                        + " already, which connector " + name
                        + " shares: choose another --dataset. Nothing was made");
            }
            if (!name.equals(connector) && dataset.toString().equals(config.get(RowSourceConfig.DATASET))) {
                names.add(config.get(RowSourceConfig.COLUMNS_KNOWN));
                for (JsonNode one : connect.offsets(name).path("offsets")) {
                    names.add(one.path("offset").path("names").asText(null));
                }
            }
        }
        return names;
    }
}
