package io.tombolo.publish;

import io.tombolo.schemas.DatasetId;
import java.nio.file.Path;
import java.util.List;

/**
 * A file that is to be a dataset.
 *
 * @param keyColumns the columns that tell one row from every other
 * @param types {@code column:type,…}, or {@code infer}
 * @param nullValues what stands for no value, separated by commas
 * @param partitions of the dataset's topic, when it is made
 */
public record Publication(
        DatasetId dataset, Path file, List<String> keyColumns, String types, String nullValues, int partitions) {
    public static final String INFER = "infer";

    public Publication {
        file = file.toAbsolutePath().normalize();
        keyColumns = keyColumns.stream().map(String::strip).toList();
        if (keyColumns.isEmpty() || keyColumns.contains("")) {
            throw new PublishException("--key names no column: give the columns that tell one row from every other");
        }
        if (partitions < 1 || partitions > 10_000) {
            throw new PublishException("--partitions is " + partitions + ", limits 1 and 10000");
        }
    }
}
