package io.tombolo.connectors.folder;

import io.tombolo.connectors.ToDatasetChange;
import io.tombolo.schemas.DatasetId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One folder connector as Connect's REST interface takes it: a name and a configuration.
 *
 * <p>The same dataset and path always give the same name, so that publishing again finds the connector that began it.
 *
 * @param dataset where the rows go
 * @param path the folder or the file, as the worker sees it
 * @param keyColumns the columns that tell one row from every other
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
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(path.toString().getBytes(StandardCharsets.UTF_8));
            return "folder-" + dataset.topic() + "-" + HexFormat.of().formatHex(hash, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The configuration for {@code PUT /connectors/<name>/config}. */
    public Map<String, String> config() {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("name", name());
        config.put("connector.class", FolderSourceConnector.class.getName());
        config.put("tasks.max", "1");
        config.put("exactly.once.support", "required");
        config.put("transaction.boundary", "poll");
        config.put("header.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
        config.put(FolderConfig.PATH, path.toString());
        config.put(FolderConfig.DATASET, dataset.toString());
        config.put(FolderConfig.KEY_COLUMNS, String.join(",", keyColumns));
        config.put("transforms", "change");
        config.put("transforms.change.type", ToDatasetChange.class.getName());
        config.put("transforms.change.dataset", dataset.toString());
        config.put("transforms.change.system", "file");
        config.put("topic.creation.default.partitions", "1");
        config.put("topic.creation.default.replication.factor", "-1");
        // What is gone can't be audited: a dataset is kept for good unless its owner says otherwise.
        config.put("topic.creation.default.retention.ms", "-1");
        config.put("topic.creation.default.retention.bytes", "-1");
        // A file comes as fast as it is taken; after a commit, the next transaction is asked for again at once.
        config.put("producer.override.batch.size", "262144");
        config.put("producer.override.retry.backoff.ms", "10");
        config.putAll(more);
        return config;
    }

    /** Whether a connector's configuration is one of these. */
    public static boolean isOne(String connectorClass) {
        return connectorClass.equals(FolderSourceConnector.class.getName());
    }
}
