package io.tombolo.connectors.file;

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
 * One CSV connector as Connect's REST interface takes it: a name and a configuration.
 *
 * <p>The same dataset and file always give the same name, so that publishing again finds the connector that began it.
 *
 * @param dataset where the rows go
 * @param file the CSV file, as the worker sees it
 * @param keyColumns the columns that tell one row from every other
 * @param columns names and types as {@link CsvInference#columnsSpec()} gives them, or {@code infer}
 * @param nullValues what stands for no value, separated by commas
 * @param more further connector settings; they win
 */
public record CsvConnector(
        DatasetId dataset,
        Path file,
        List<String> keyColumns,
        String columns,
        String nullValues,
        Map<String, String> more) {

    public CsvConnector {
        file = file.toAbsolutePath().normalize();
        keyColumns = List.copyOf(keyColumns);
        more = Map.copyOf(more);
    }

    /** With {@code NA} and nothing for no value, and no further settings. */
    public static CsvConnector of(DatasetId dataset, Path file, List<String> keyColumns, String columns) {
        return new CsvConnector(dataset, file, keyColumns, columns, CsvSourceConfig.DEFAULT_NULL_VALUES, Map.of());
    }

    /** {@code csv-<dataset topic>-<eight hex digits of the path's hash>}. */
    public String name() {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(file.toString().getBytes(StandardCharsets.UTF_8));
            return "csv-" + dataset.topic() + "-" + HexFormat.of().formatHex(hash, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The configuration for {@code PUT /connectors/<name>/config}. */
    public Map<String, String> config() {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("name", name());
        config.put("connector.class", CsvSourceConnector.class.getName());
        config.put("tasks.max", "1");
        config.put("exactly.once.support", "required");
        config.put("transaction.boundary", "poll");
        config.put("header.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
        config.put(CsvSourceConfig.FILE, file.toString());
        config.put(CsvSourceConfig.DATASET, dataset.toString());
        config.put(CsvSourceConfig.KEY_COLUMNS, String.join(",", keyColumns));
        config.put(CsvSourceConfig.COLUMNS, columns);
        config.put(CsvSourceConfig.NULL_VALUES, nullValues);
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

    /** The types that a connector's configuration holds, to go on with when its file is published again. */
    public static String columnsOf(Map<String, String> config) {
        return config.getOrDefault(CsvSourceConfig.COLUMNS, CsvSourceConfig.INFER);
    }
}
