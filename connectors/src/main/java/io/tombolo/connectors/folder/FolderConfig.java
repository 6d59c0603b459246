package io.tombolo.connectors.folder;

import io.tombolo.connectors.Checks;
import io.tombolo.connectors.format.Layout;
import io.tombolo.connectors.format.RowFormat;
import io.tombolo.connectors.row.Column;
import io.tombolo.schemas.DatasetId;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.ValidString;

/** What a {@link FolderSourceConnector} is told. */
final class FolderConfig extends AbstractConfig {

    static final String PATH = "path";
    static final String PATTERN = "pattern";
    static final String DATASET = "dataset";
    static final String KEY_COLUMNS = "key.columns";
    static final String FORMAT = "format";
    static final String COLUMNS = "columns";
    static final String CHARSET = "charset";
    static final String NULL_VALUES = "null.values";
    static final String SEPARATOR = "separator";
    static final String IGNORED_SUFFIXES = "ignored.suffixes";
    static final String QUIET_MS = "quiet.ms";
    static final String SCAN_MS = "scan.ms";
    static final String ON_BAD_ROW = "on.bad.row";
    static final String REJECTED_TOPIC = "rejected.topic";
    static final String FILES_TOPIC = "files.topic";
    static final String BATCH_ROWS = "batch.rows";
    static final String RECORD_MAX_BYTES = "record.max.bytes";
    static final String OBJECT_LOCATION = "object.location";

    static final String INFER = "infer";
    static final String BY_NAME = "auto";
    static final String DEFAULT_NULL_VALUES = "NA,";

    private static final List<String> FORMATS = formats();

    static final ConfigDef DEF = new ConfigDef()
            .define(
                    PATH,
                    ConfigDef.Type.STRING,
                    ConfigDef.NO_DEFAULT_VALUE,
                    Checks.NOT_BLANK,
                    Importance.HIGH,
                    "Path of the folder, or of one file, as the worker sees it. Folders in the folder are not looked into.")
            .define(
                    PATTERN,
                    ConfigDef.Type.STRING,
                    "*",
                    Checks.that("a glob", value -> FileSystems.getDefault().getPathMatcher("glob:" + value)),
                    Importance.MEDIUM,
                    "Which of the folder's files belong to the dataset, as a glob over their names: orders-*.csv.")
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
                    FORMAT,
                    ConfigDef.Type.STRING,
                    BY_NAME,
                    ValidString.in(FORMATS.toArray(new String[0])),
                    Importance.MEDIUM,
                    "How the files are written. 'auto' goes by the end of each name: .csv, .tsv, .jsonl, .ndjson, .avro, .parquet, "
                            + "the text ones also with .gz behind it; other names are passed over. 'object' takes any file for a large object: its "
                            + "hash, size, type and place are told, in a row with the fields name and object, and it stays where it is.")
            .define(
                    COLUMNS,
                    ConfigDef.Type.STRING,
                    INFER,
                    Checks.that("name:type,… or infer", value -> {
                        if (!value.equals(INFER)) {
                            Column.parse(String.valueOf(value));
                        }
                    }),
                    Importance.MEDIUM,
                    "Names and types of all columns for CSV and JSON lines, as name:type,name:type; types are long, double, boolean, "
                            + "date (ISO 8601), timestamp (ISO 8601 with an offset, to the millisecond), decimal(SCALE), string, json, object. "
                            + "'infer' reads each file once before its first row is shared; a column keeps the type that its first "
                            + "file gave it, and later files may bring more columns.")
            .define(
                    CHARSET,
                    ConfigDef.Type.STRING,
                    "UTF-8",
                    Checks.that("an encoding that Java knows", FolderConfig::charset),
                    Importance.MEDIUM,
                    "The encoding of text files, as UTF-8, ISO-8859-1 or windows-1252. A byte order mark overrides it.")
            .define(
                    NULL_VALUES,
                    ConfigDef.Type.STRING,
                    DEFAULT_NULL_VALUES,
                    Importance.MEDIUM,
                    "What stands for no value in CSV, separated by commas; nothing between two commas, or behind the last, means the "
                            + "empty field.")
            .define(
                    SEPARATOR,
                    ConfigDef.Type.STRING,
                    ",",
                    Checks.that("one ASCII character or \\t", FolderConfig::separator),
                    Importance.LOW,
                    "What stands between two fields of CSV: one ASCII character, or \\t for a tab. Files named .tsv have tabs.")
            .define(
                    IGNORED_SUFFIXES,
                    ConfigDef.Type.LIST,
                    List.of(".part", ".partial", ".filepart", ".tmp", ".temp", ".crdownload", ".swp", "~"),
                    Importance.MEDIUM,
                    "Ends of names that say: this file is still being written. Names that begin with a dot or an underscore say so too.")
            .define(
                    QUIET_MS,
                    ConfigDef.Type.LONG,
                    5_000L,
                    Range.between(0, 86_400_000),
                    Importance.MEDIUM,
                    "A file is taken for finished once it has not changed for this long, in milliseconds. 0 when whoever drops files "
                            + "writes them under another name and renames them.")
            .define(
                    SCAN_MS,
                    ConfigDef.Type.LONG,
                    1_000L,
                    Range.between(10, 3_600_000),
                    Importance.LOW,
                    "How often the folder is looked at for new files, in milliseconds.")
            .define(
                    ON_BAD_ROW,
                    ConfigDef.Type.STRING,
                    "reject",
                    ValidString.in("reject", "stop"),
                    Importance.MEDIUM,
                    "What happens to a row or a file that can't be shared. 'reject' puts it, with file, line and reason, on the topic "
                            + "of refused input and goes on; 'stop' stops the task before it.")
            .define(
                    REJECTED_TOPIC,
                    ConfigDef.Type.STRING,
                    "tombolo.rejected",
                    Checks.NOT_BLANK,
                    Importance.LOW,
                    "The topic of refused input.")
            .define(
                    FILES_TOPIC,
                    ConfigDef.Type.STRING,
                    "tombolo.files",
                    Checks.that("a name that begins with tombolo.", value -> {
                        if (!DatasetId.isInternalTopic(String.valueOf(value))) {
                            throw new IllegalArgumentException(
                                    "must begin with tombolo., or what is noted would be taken for a dataset");
                        }
                    }),
                    Importance.LOW,
                    "The topic on which it is noted which file was begun and shared, with its hash and its numbers of rows.")
            .define(
                    BATCH_ROWS,
                    ConfigDef.Type.INT,
                    5_000,
                    Range.between(1, 100_000),
                    Importance.LOW,
                    "Rows at most in one batch. With exactly-once support, a batch is one Kafka transaction.")
            .define(
                    RECORD_MAX_BYTES,
                    ConfigDef.Type.INT,
                    1_000_000,
                    Range.between(1 << 10, 1 << 26),
                    Importance.LOW,
                    "Size limit of one row, in bytes: below what Kafka takes in one record (max.request.size of the worker's producers, "
                            + "max.message.bytes of the topic), or a row that is refused there stops the task.")
            .define(
                    OBJECT_LOCATION,
                    ConfigDef.Type.STRING,
                    "",
                    Importance.LOW,
                    "What goes before a file's name to say where the object lies, as s3://scans/, with the format 'object'.");

    FolderConfig(Map<String, String> settings) {
        super(DEF, settings, false);
    }

    private static List<String> formats() {
        List<String> formats = new ArrayList<>(RowFormat.NAMES);
        formats.add(0, BY_NAME);
        return List.copyOf(formats);
    }

    Path path() {
        return Path.of(getString(PATH)).toAbsolutePath().normalize();
    }

    Arrivals.Rules rules() {
        return new Arrivals.Rules(
                path(), getString(PATTERN), getString(FORMAT), getList(IGNORED_SUFFIXES), getLong(QUIET_MS));
    }

    DatasetId dataset() {
        return DatasetId.parse(getString(DATASET));
    }

    /** How the files are to be read, with the columns that are configured, or none. */
    Layout layout() {
        return new Layout(
                dataset(),
                getList(KEY_COLUMNS).stream().map(String::strip).toList(),
                infers() ? List.of() : Column.parse(getString(COLUMNS)),
                charset(getString(CHARSET)),
                separator(getString(SEPARATOR)),
                new HashSet<>(List.of(getString(NULL_VALUES).split(",", -1))),
                getInt(RECORD_MAX_BYTES),
                getString(OBJECT_LOCATION));
    }

    boolean infers() {
        return getString(COLUMNS).equals(INFER);
    }

    boolean stopOnBadRow() {
        return getString(ON_BAD_ROW).equals("stop");
    }

    String rejectedTopic() {
        return getString(REJECTED_TOPIC);
    }

    String filesTopic() {
        return getString(FILES_TOPIC);
    }

    int batchRows() {
        return getInt(BATCH_ROWS);
    }

    long scanMs() {
        return getLong(SCAN_MS);
    }

    private static Charset charset(Object name) {
        try {
            return Charset.forName(String.valueOf(name));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new IllegalArgumentException("is no encoding that this Java knows", e);
        }
    }

    private static char separator(Object value) {
        String text = String.valueOf(value);
        if (text.equals("\\t")) {
            return '\t';
        }
        if (text.length() != 1 || text.charAt(0) >= 128 || "\"\r\n".indexOf(text.charAt(0)) >= 0) {
            throw new IllegalArgumentException("must be one ASCII character, no quote and no line end, or \\t");
        }
        return text.charAt(0);
    }
}
