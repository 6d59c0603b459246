package io.tombolo.connectors.file;

import io.tombolo.connectors.Checks;
import io.tombolo.schemas.DatasetId;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.ValidString;

/** What a {@link CsvSourceConnector} is told. */
final class CsvSourceConfig extends AbstractConfig {

    static final String FILE = "file";
    static final String DATASET = "dataset";
    static final String KEY_COLUMNS = "key.columns";
    static final String COLUMNS = "columns";
    static final String NULL_VALUES = "null.values";
    static final String SEPARATOR = "separator";
    static final String ON_BAD_ROW = "on.bad.row";
    static final String REJECTED_TOPIC = "rejected.topic";
    static final String BATCH_ROWS = "batch.rows";
    static final String RECORD_MAX_BYTES = "record.max.bytes";
    static final String TAIL_QUIET_MS = "tail.quiet.ms";

    static final String INFER = "infer";
    static final String DEFAULT_NULL_VALUES = "NA,";

    static final ConfigDef DEF = new ConfigDef()
            .define(
                    FILE,
                    ConfigDef.Type.STRING,
                    ConfigDef.NO_DEFAULT_VALUE,
                    Checks.NOT_BLANK,
                    Importance.HIGH,
                    "Path of the CSV file, as the worker sees it. UTF-8, with or without a byte order mark; its first record is "
                            + "the header.")
            .define(
                    DATASET,
                    ConfigDef.Type.STRING,
                    ConfigDef.NO_DEFAULT_VALUE,
                    Checks.DATASET,
                    Importance.HIGH,
                    "The dataset that the rows belong to, as organisation/name, for instance acme.example/flights.")
            .define(
                    KEY_COLUMNS,
                    ConfigDef.Type.LIST,
                    ConfigDef.NO_DEFAULT_VALUE,
                    Checks.NOT_EMPTY,
                    Importance.HIGH,
                    "The columns that together tell one row from every other. Each must have a value in every row.")
            .define(
                    COLUMNS,
                    ConfigDef.Type.STRING,
                    INFER,
                    CsvChecks.COLUMNS,
                    Importance.MEDIUM,
                    "Names and types of all columns in the file's order, as name:type,name:type; types are long, double, boolean, "
                            + "date (ISO 8601), timestamp (ISO 8601 with an offset, to the millisecond), decimal(SCALE), string. "
                            + "'infer' reads the whole file once before the first row is shared, and keeps what it found with the "
                            + "position, so that the types stay when the file grows.")
            .define(
                    NULL_VALUES,
                    ConfigDef.Type.STRING,
                    DEFAULT_NULL_VALUES,
                    Importance.MEDIUM,
                    "What stands for no value, separated by commas; nothing between two commas, or behind the last, means the empty "
                            + "field. A field in quotes is never taken for it where the column holds text.")
            .define(
                    SEPARATOR,
                    ConfigDef.Type.STRING,
                    ",",
                    CsvChecks.SEPARATOR,
                    Importance.LOW,
                    "What stands between two fields: one ASCII character, or \\t for a tab.")
            .define(
                    ON_BAD_ROW,
                    ConfigDef.Type.STRING,
                    "reject",
                    ValidString.in("reject", "stop"),
                    Importance.MEDIUM,
                    "What happens to a row that can't be shared. 'reject' puts it, with line and reason, on the topic of refused input "
                            + "and goes on; 'stop' stops the task before it.")
            .define(
                    REJECTED_TOPIC,
                    ConfigDef.Type.STRING,
                    "tombolo.rejected",
                    Checks.NOT_BLANK,
                    Importance.LOW,
                    "The topic of refused input.")
            .define(
                    BATCH_ROWS,
                    ConfigDef.Type.INT,
                    10_000,
                    Range.between(1, 100_000),
                    Importance.LOW,
                    "Rows at most in one batch. With exactly-once support, a batch is one Kafka transaction.")
            .define(
                    RECORD_MAX_BYTES,
                    ConfigDef.Type.INT,
                    1_000_000,
                    Range.between(1 << 10, 1 << 26),
                    Importance.LOW,
                    "Size limit of one row, in bytes; below what Kafka takes in one record. A quote that is still open after that many bytes costs its own line only.")
            .define(
                    TAIL_QUIET_MS,
                    ConfigDef.Type.LONG,
                    2_000L,
                    Range.between(0, 3_600_000),
                    Importance.LOW,
                    "A last line without a line end is taken for a whole row once the file has not changed for this long, in "
                            + "milliseconds.");

    CsvSourceConfig(Map<String, String> settings) {
        super(DEF, settings, false);
    }

    Path file() {
        return Path.of(getString(FILE)).toAbsolutePath().normalize();
    }

    DatasetId dataset() {
        return DatasetId.parse(getString(DATASET));
    }

    List<String> keyColumns() {
        return getList(KEY_COLUMNS).stream().map(String::strip).toList();
    }

    /** The types as configured, or {@link #INFER}. */
    String columnsSpec() {
        return getString(COLUMNS);
    }

    Set<String> nullMarkers() {
        return nullMarkers(getString(NULL_VALUES));
    }

    static Set<String> nullMarkers(String text) {
        return new HashSet<>(List.of(text.split(",", -1)));
    }

    char separator() {
        String text = getString(SEPARATOR);
        return text.equals("\\t") ? '\t' : text.charAt(0);
    }

    boolean stopOnBadRow() {
        return getString(ON_BAD_ROW).equals("stop");
    }

    String rejectedTopic() {
        return getString(REJECTED_TOPIC);
    }

    int batchRows() {
        return getInt(BATCH_ROWS);
    }

    int recordMaxBytes() {
        return getInt(RECORD_MAX_BYTES);
    }

    long tailQuietMs() {
        return getLong(TAIL_QUIET_MS);
    }

    /**
     * One file is one source partition: its progress stays with it, whatever else changes in the configuration.
     *
     * <p>One entry only: Connect finds an offset by its partition's serialized bytes, and asks with the entries in another order
     * than ours.
     */
    Map<String, String> sourcePartition() {
        return Map.of(FILE, file().toString());
    }
}
