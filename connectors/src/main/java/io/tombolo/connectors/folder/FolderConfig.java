package io.tombolo.connectors.folder;

import io.tombolo.connectors.format.Layout;
import io.tombolo.connectors.format.RowFormat;
import io.tombolo.connectors.row.RowSourceConfig;
import io.tombolo.connectors.source.Checks;
import io.tombolo.schemas.DatasetId;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.ValidString;

/** The settings of a {@link FolderSourceConnector}. */
final class FolderConfig extends RowSourceConfig {

    static final String PATH = "path";
    static final String PATTERN = "pattern";
    static final String FORMAT = "format";
    static final String CHARSET = "charset";
    static final String IGNORED_SUFFIXES = "ignored.suffixes";
    static final String QUIET_MS = "quiet.ms";
    static final String SCAN_MS = "scan.ms";
    static final String FILES_TOPIC = "files.topic";
    static final String OBJECT_LOCATION = "object.location";
    static final String FOLLOW_SYMLINKS = "follow.symlinks";

    static final String BY_NAME = "auto";

    private static final List<String> FORMATS = formats();

    static final ConfigDef DEF = shared(5_000)
            .define(
                    PATH,
                    ConfigDef.Type.STRING,
                    ConfigDef.NO_DEFAULT_VALUE,
                    Checks.NOT_BLANK,
                    Importance.HIGH,
                    "Path of the folder, or of one file, as the worker sees it. Folders in the folder are not looked"
                            + " into.")
            .define(
                    PATTERN,
                    ConfigDef.Type.STRING,
                    "*",
                    Checks.that("a glob", value -> glob(String.valueOf(value))),
                    Importance.MEDIUM,
                    "Which of the folder's files belong to the dataset, as a glob over their names: orders-*.csv.")
            .define(
                    FORMAT,
                    ConfigDef.Type.STRING,
                    BY_NAME,
                    ValidString.in(FORMATS.toArray(new String[0])),
                    Importance.MEDIUM,
                    "How the files are written. 'auto' uses the end of each name: .csv, .tsv, .jsonl, .ndjson,"
                            + " .avro, .parquet, the text ones also with .gz after it; other names are skipped."
                            + " 'object' takes any file for a large object: its hash, size, type and place are shared, in a"
                            + " row with the fields name and object, and it stays where it is.")
            .define(
                    CHARSET,
                    ConfigDef.Type.STRING,
                    "UTF-8",
                    Checks.that("an encoding that Java knows", FolderConfig::charset),
                    Importance.MEDIUM,
                    "The encoding of text files, as UTF-8, ISO-8859-1 or windows-1252. A byte order mark overrides it.")
            .define(
                    IGNORED_SUFFIXES,
                    ConfigDef.Type.LIST,
                    List.of(".part", ".partial", ".filepart", ".tmp", ".temp", ".crdownload", ".swp", "~"),
                    Importance.MEDIUM,
                    "Ends of names that say: this file is still being written. Names that begin with a dot or an"
                            + " underscore say so too.")
            .define(
                    QUIET_MS,
                    ConfigDef.Type.LONG,
                    5_000L,
                    Range.between(0, 86_400_000),
                    Importance.MEDIUM,
                    "A file is taken for finished once it has not changed for this long, in milliseconds. 0 when"
                            + " a program that drops files writes them under another name and renames them.")
            .define(
                    SCAN_MS,
                    ConfigDef.Type.LONG,
                    1_000L,
                    Range.between(10, 3_600_000),
                    Importance.LOW,
                    "How often the folder is looked at for new files, in milliseconds.")
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
                    "The topic on which it is noted which file was begun and shared, with its hash and its numbers of"
                            + " rows.")
            .define(
                    FOLLOW_SYMLINKS,
                    ConfigDef.Type.BOOLEAN,
                    false,
                    Importance.MEDIUM,
                    "Whether symbolic links are followed: those in the folder, and a folder that is one. Otherwise a"
                            + " link is skipped, with a note on the topic of noted files, so that no user who may write"
                            + " into the folder has a file from elsewhere shared.")
            .define(
                    OBJECT_LOCATION,
                    ConfigDef.Type.STRING,
                    "",
                    Importance.LOW,
                    "What goes before a file's name to say where the object lies, as s3://scans/, with the format"
                            + " 'object'.");

    FolderConfig(Map<String, String> settings) {
        super(DEF, settings);
    }

    private static List<String> formats() {
        List<String> formats = new ArrayList<>(RowFormat.NAMES);
        formats.add(0, BY_NAME);
        return List.copyOf(formats);
    }

    private static PathMatcher glob(String pattern) {
        return FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    }

    Path path() {
        return Path.of(getString(PATH)).toAbsolutePath().normalize();
    }

    Arrivals.Rules rules() {
        return new Arrivals.Rules(
                path(),
                glob(getString(PATTERN)),
                getString(FORMAT),
                getList(IGNORED_SUFFIXES),
                getLong(QUIET_MS),
                getBoolean(FOLLOW_SYMLINKS));
    }

    /** How the files are to be read, with the columns that are configured, or none. */
    Layout layout() {
        return new Layout(
                dataset(),
                keyColumns(),
                columns(),
                infers(),
                names(),
                charset(getString(CHARSET)),
                dialect(),
                recordMaxBytes(),
                getString(OBJECT_LOCATION));
    }

    String filesTopic() {
        return getString(FILES_TOPIC);
    }

    long scanMs() {
        return getLong(SCAN_MS);
    }

    private static Charset charset(Object name) {
        try {
            return Charset.forName(String.valueOf(name));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new IllegalArgumentException("is not an encoding that this Java knows", e);
        }
    }
}
