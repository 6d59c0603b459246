package io.tombolo.connectors.folder;

import io.tombolo.connectors.row.RowSourceConfig;
import io.tombolo.connectors.source.Checks;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;

/** The settings of a {@link CsvConnector}. */
final class CsvSourceConfig extends RowSourceConfig {

    static final String FILE = "file";
    static final String TAIL_QUIET_MS = "tail.quiet.ms";

    static final ConfigDef DEF = shared(10_000)
            .define(
                    FILE,
                    ConfigDef.Type.STRING,
                    ConfigDef.NO_DEFAULT_VALUE,
                    Checks.NOT_BLANK,
                    Importance.HIGH,
                    "Path of the CSV file, as the worker sees it. UTF-8, with or without a byte order mark; its first record is "
                            + "the header.")
            .define(
                    TAIL_QUIET_MS,
                    ConfigDef.Type.LONG,
                    2_000L,
                    Range.between(0, 3_600_000),
                    Importance.LOW,
                    "A last line without a line end is taken for a whole row once the file has not changed for this long, in "
                            + "milliseconds.");

    CsvSourceConfig(Map<String, String> settings) {
        super(DEF, settings);
    }

    Path file() {
        return Path.of(getString(FILE)).toAbsolutePath().normalize();
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
