package io.tombolo.connectors.row;

import io.tombolo.connectors.source.Checks;
import io.tombolo.connectors.source.NameList;
import io.tombolo.schemas.AvroNames;
import io.tombolo.schemas.DatasetId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigException;

/** The settings of every connector that makes rows out of files. */
public class RowSourceConfig extends AbstractConfig {

    public static final String DATASET = "dataset";
    public static final String KEY_COLUMNS = "key.columns";
    public static final String COLUMNS = "columns";
    public static final String COLUMNS_RENAME = "columns.rename";
    public static final String COLUMNS_KNOWN = "columns.known";
    public static final String NULL_VALUES = "null.values";
    public static final String SEPARATOR = "separator";
    public static final String QUOTE = "quote";
    public static final String DECIMAL_COMMA = "decimal.comma";
    public static final String ON_BAD_ROW = "on.bad.row";
    public static final String REJECTED_TOPIC = "rejected.topic";
    public static final String BATCH_ROWS = "batch.rows";
    public static final String RECORD_MAX_BYTES = "record.max.bytes";

    /** Takes the place of columns that are to be found by reading. */
    public static final String INFER = "infer";

    public static final String DEFAULT_NULL_VALUES = "NA,";

    /** Read once: they are asked for with every row. */
    private final DatasetId dataset;

    private final String topic;

    @SuppressWarnings("this-escape") // AbstractConfig's methods, which no subclass overrides.
    protected RowSourceConfig(ConfigDef definitions, Map<String, String> settings) {
        super(definitions, settings, false);
        dataset = DatasetId.parse(getString(DATASET));
        topic = dataset.topic();
        try {
            dialect();
        } catch (IllegalArgumentException e) {
            throw new ConfigException(QUOTE, getString(QUOTE), e.getMessage());
        }
    }

    /**
     * The settings that all of them have, to be added to.
     *
     * @param batchRows the default of {@link #BATCH_ROWS}
     */
    protected static ConfigDef shared(int batchRows) {
        return new ConfigDef()
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
                        "The columns that together identify a row. Each must have a value in every row.")
                .define(
                        COLUMNS,
                        ConfigDef.Type.STRING,
                        INFER,
                        Checks.that("name:type,… or infer", RowSourceConfig::checkColumns),
                        Importance.MEDIUM,
                        "Names and types of all columns of CSV and JSON lines, as name:type,name:type; types are long,"
                                + " double, boolean, date (ISO 8601), timestamp (ISO 8601 with an offset, to the"
                                + " millisecond), decimal(SCALE), string, json, object. 'infer' reads each file once"
                                + " before its first row is shared; the types that were found stay when files grow or"
                                + " follow.")
                .define(
                        COLUMNS_RENAME,
                        ConfigDef.Type.STRING,
                        "",
                        Checks.that("old:new,…", value -> renames(String.valueOf(value))),
                        Importance.MEDIUM,
                        "Other names of columns of CSV, JSON lines and Parquet, as old:new,old:new, by the names that the"
                                + " files have; a comma, a colon or a backslash in a name is written with a backslash"
                                + " before it. Two names that would be the same in Avro's letters need one.")
                .define(
                        COLUMNS_KNOWN,
                        ConfigDef.Type.STRING,
                        "",
                        Checks.that("a JSON object of names", value -> SourceNames.of(String.valueOf(value))),
                        Importance.LOW,
                        "By which names the dataset's columns are known already, as a JSON object of column to name:"
                                + " tombolo publish writes it, so that no file of another connector gives a column"
                                + " another meaning.")
                .define(
                        NULL_VALUES,
                        ConfigDef.Type.STRING,
                        DEFAULT_NULL_VALUES,
                        Importance.MEDIUM,
                        "The texts that mean null in CSV, separated by commas; nothing between two commas, or after"
                                + " the last, means the empty field. A field in quotes is never taken for it where the"
                                + " column holds text.")
                .define(
                        SEPARATOR,
                        ConfigDef.Type.STRING,
                        ",",
                        Checks.that("one ASCII character or \\t", value -> CsvDialect.separator(String.valueOf(value))),
                        Importance.LOW,
                        "The separator between two fields of CSV: one ASCII character, or \\t for a tab. Files that are"
                                + " recognised by their names and are called .tsv have tabs, unless this is set.")
                .define(
                        QUOTE,
                        ConfigDef.Type.STRING,
                        "\"",
                        Checks.that("one ASCII character or none", value -> CsvDialect.quote(String.valueOf(value))),
                        Importance.LOW,
                        "The quote around a field of CSV that holds separators, line ends or quotes, which are"
                                + " doubled in it: one ASCII character, or 'none' when fields have no quotes.")
                .define(
                        DECIMAL_COMMA,
                        ConfigDef.Type.BOOLEAN,
                        false,
                        Importance.LOW,
                        "Whether numbers in CSV have a comma where others have a point, as 1234,50. With types that"
                                + " are given, points between groups of three digits are taken away: 1.234,50.")
                .define(
                        ON_BAD_ROW,
                        ConfigDef.Type.STRING,
                        "reject",
                        ValidString.in("reject", "stop"),
                        Importance.MEDIUM,
                        "What happens to a row or a file that can't be shared. 'reject' puts it, with file, line and"
                                + " reason, on the topic of refused input and continues; 'stop' stops the task before it.")
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
                        batchRows,
                        Range.between(1, 100_000),
                        Importance.LOW,
                        "Rows at most in one batch. With exactly-once support, a batch is one Kafka transaction.")
                .define(
                        RECORD_MAX_BYTES,
                        ConfigDef.Type.INT,
                        1_000_000,
                        Range.between(1 << 10, 1 << 26),
                        Importance.LOW,
                        "Size limit of one row of a file and its key together, in bytes. A larger row is refused as"
                                + " TOO_LONG. To share larger rows, raise with it record.max.bytes of the transform,"
                                + " producer.override.max.request.size of the connector and max.message.bytes of the"
                                + " topic, each to at least 48 KiB more. A quote in CSV that is still open after that many"
                                + " bytes costs its own line only.");
    }

    public DatasetId dataset() {
        return dataset;
    }

    /** The dataset's. */
    public String topic() {
        return topic;
    }

    public List<String> keyColumns() {
        return getList(KEY_COLUMNS).stream().map(String::strip).toList();
    }

    /** Whether the columns are to be found by reading. */
    public boolean infers() {
        return getString(COLUMNS).equals(INFER);
    }

    /** The columns as configured; none when they are to be found. */
    public List<Column> columns() {
        return infers() ? List.of() : Column.parse(getString(COLUMNS));
    }

    /** The texts for no value, out of one text that lists them; the empty one may be among them. */
    public static Set<String> nullMarkers(String text) {
        return Set.copyOf(List.of(text.split(",", -1)));
    }

    /** How CSV is written. */
    public CsvDialect dialect() {
        return new CsvDialect(
                CsvDialect.separator(getString(SEPARATOR)),
                originals().containsKey(SEPARATOR),
                CsvDialect.quote(getString(QUOTE)),
                getBoolean(DECIMAL_COMMA),
                nullMarkers(getString(NULL_VALUES)),
                recordMaxBytes(),
                renames(getString(COLUMNS_RENAME)));
    }

    /** By which names the columns are known. */
    public SourceNames names() {
        SourceNames names = new SourceNames(renames(getString(COLUMNS_RENAME)));
        names.add(getString(COLUMNS_KNOWN));
        return names;
    }

    /**
     * Reads {@code old:new,old:new}.
     *
     * @throws IllegalArgumentException when it is something else, or a new name is none of Avro's
     */
    public static Map<String, String> renames(String text) {
        Map<String, String> renames = new LinkedHashMap<>();
        for (String item : NameList.items(text)) {
            Map.Entry<String, String> pair = NameList.pair(item);
            if (!AvroNames.name(pair.getValue()).equals(pair.getValue())) {
                throw new IllegalArgumentException("'" + pair.getValue()
                        + "' can't be a column's name: must be letters, digits and _, not beginning with a digit");
            }
            if (renames.put(pair.getKey(), pair.getValue()) != null) {
                throw new IllegalArgumentException("'" + pair.getKey() + "' is renamed twice");
            }
        }
        return renames;
    }

    public boolean stopOnBadRow() {
        return getString(ON_BAD_ROW).equals("stop");
    }

    public String rejectedTopic() {
        return getString(REJECTED_TOPIC);
    }

    public int batchRows() {
        return getInt(BATCH_ROWS);
    }

    public int recordMaxBytes() {
        return getInt(RECORD_MAX_BYTES);
    }

    private static void checkColumns(Object value) {
        if (!value.equals(INFER)) {
            Column.parse(String.valueOf(value));
        }
    }
}
