package io.tombolo.connectors.database;

import io.tombolo.connectors.source.PluginVersion;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.connect.components.Versioned;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;

/**
 * Watches what a database's log does not say: whether the shared tables are still the same tables, and still published in full. It
 * passes every record on untouched, and looks at the database's catalogue beside them. Once something is wrong, it fails the task
 * with a text that names the table: what would otherwise be lost while the connector says that it runs. Records come at least as
 * often as Debezium's heartbeats.
 *
 * <p>The tables' ids are those of the moment when the connector was configured: so a table that was swapped while nothing ran is
 * noticed too, and the same {@code tombolo connect} command again accepts what is there now.
 */
public final class WatchSource<R extends ConnectRecord<R>> implements Transformation<R>, Versioned {

    static final String URL = "url";
    static final String USER = "user";
    static final String PASSWORD = "password";
    static final String TABLES = "tables";
    static final String SLOT = "slot";
    static final String PUBLICATION = "publication";
    static final String SINCE = "since";
    static final String AT_ONCE = "at.once";
    static final String EVERY = "every.ms";
    static final String JDBC = "jdbc.";

    private static final ConfigDef DEF = new ConfigDef()
            .define(
                    URL,
                    ConfigDef.Type.STRING,
                    "",
                    Importance.HIGH,
                    "The database's JDBC URL. Empty: nothing is watched.")
            .define(USER, ConfigDef.Type.STRING, "", Importance.HIGH, "The user who looks at the catalogue.")
            .define(PASSWORD, ConfigDef.Type.PASSWORD, "", Importance.HIGH, "That user's password.")
            .define(
                    TABLES,
                    ConfigDef.Type.STRING,
                    "",
                    Importance.HIGH,
                    "The shared tables, separated by commas, each as schema.table:ID IDENTITY, with PostgreSQL's"
                            + " object id and replica identity at the time of configuration (0 and FULL for other"
                            + " databases).")
            .define(SLOT, ConfigDef.Type.STRING, "", Importance.MEDIUM, "PostgreSQL's replication slot.")
            .define(PUBLICATION, ConfigDef.Type.STRING, "", Importance.MEDIUM, "PostgreSQL's publication.")
            .define(
                    SINCE,
                    ConfigDef.Type.LONG,
                    0L,
                    Importance.LOW,
                    "Renamed and dropped tables in a binary log up to this time, in milliseconds, are accepted.")
            .define(
                    AT_ONCE,
                    ConfigDef.Type.STRING,
                    "",
                    Importance.LOW,
                    "Those of the tables whose rows tombolo connect backfill asks for at once, not in chunks. The watch"
                            + " does not use it.")
            .define(
                    EVERY,
                    ConfigDef.Type.LONG,
                    15_000L,
                    ConfigDef.Range.between(100L, 20_000L),
                    Importance.LOW,
                    "How often the catalogue is looked at, in milliseconds; what is wrong at two looks in a row is a"
                            + " fault.");

    private @Nullable CatalogueWatch watch;
    private @Nullable TableChanges changes;

    @Override
    public void configure(Map<String, ?> settings) {
        AbstractConfig config = new AbstractConfig(DEF, settings, false);
        WatchedTables tables = WatchedTables.parse(config.getString(TABLES));
        changes = new TableChanges(tables, config.getLong(SINCE));
        if (config.getString(URL).isEmpty()) {
            return;
        }
        Password password = config.getPassword(PASSWORD);
        watch = new CatalogueWatch(
                config.getString(URL),
                config.getString(USER),
                password == null ? "" : password.value(),
                config.originalsWithPrefix(JDBC),
                tables,
                config.getString(SLOT),
                config.getString(PUBLICATION),
                Duration.ofMillis(config.getLong(EVERY)));
    }

    @Override
    public @Nullable R apply(R record) {
        if (changes != null) {
            changes.fault(record).ifPresent(WatchSource::fail);
        }
        if (watch != null) {
            Optional<String> fault = watch.fault();
            fault.ifPresent(WatchSource::fail);
        }
        return record;
    }

    private static void fail(String fault) {
        throw new ConnectException(fault);
    }

    @Override
    public ConfigDef config() {
        return DEF;
    }

    @Override
    public String version() {
        return PluginVersion.of(WatchSource.class);
    }

    @Override
    public void close() {
        if (watch != null) {
            watch.close();
        }
    }
}
