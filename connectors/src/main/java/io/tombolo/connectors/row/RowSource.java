package io.tombolo.connectors.row;

import io.tombolo.connectors.ToDatasetChange;
import io.tombolo.merkle.Hash;
import io.tombolo.schemas.DatasetId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** What every connector that shares files' rows is configured with. */
public final class RowSource {
    private RowSource() {}

    /** {@code <kind>-<dataset topic>-<eight hex digits of the path's hash>}: the same dataset and path always give the same name. */
    public static String name(String kind, DatasetId dataset, Path path) {
        byte[] hash = Hash.sha256().digest(path.toString().getBytes(StandardCharsets.UTF_8));
        return kind + "-" + dataset.topic() + "-" + HexFormat.of().formatHex(hash, 0, 4);
    }

    /** One task, exactly once, into the dataset's topic; to be added to. */
    public static Map<String, String> config(String name, String connector, DatasetId dataset) {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("name", name);
        config.put("connector.class", connector);
        config.put("tasks.max", "1");
        config.put("exactly.once.support", "required");
        config.put("transaction.boundary", "poll");
        config.put("header.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
        config.put("transforms", "change");
        config.put("transforms.change.type", ToDatasetChange.class.getName());
        config.put("transforms.change.dataset", dataset.toString());
        config.put("transforms.change.system", "file");
        config.put("topic.creation.default.partitions", "1");
        config.put("topic.creation.default.replication.factor", "-1");
        // What is gone can't be audited: a dataset is kept permanently unless its owner says otherwise.
        config.put("topic.creation.default.retention.ms", "-1");
        config.put("topic.creation.default.retention.bytes", "-1");
        // A file comes as fast as it is taken; after a commit, the next transaction is asked for again at once.
        config.put("producer.override.batch.size", "262144");
        config.put("producer.override.retry.backoff.ms", "10");
        return config;
    }
}
