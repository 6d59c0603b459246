package io.tombolo.connectors.database;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a database's catalogue now and then, on a thread of its own; what is wrong at two looks in a row is a fault. A database that does not answer is not a fault: the
 * connector waits for it, and this logs a warning.
 */
final class CatalogueWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CatalogueWatch.class);
    private static final String SECONDS = "10";

    private final String url;
    private final Properties properties = new Properties();
    private final WatchedTables tables;
    private final String slot;
    private final String publication;
    private final Duration every;
    private volatile @Nullable String fault;
    private boolean suspected;
    private volatile @Nullable ScheduledExecutorService thread;

    CatalogueWatch(
            String url,
            String user,
            String password,
            Map<String, Object> jdbc,
            WatchedTables tables,
            String slot,
            String publication,
            Duration every) {
        this.url = url;
        this.tables = tables;
        this.slot = slot;
        this.publication = publication;
        this.every = every;
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        if (isPostgres()) {
            properties.setProperty("loginTimeout", SECONDS);
            properties.setProperty("socketTimeout", SECONDS);
            properties.setProperty("ApplicationName", "tombolo-watch");
        } else {
            properties.setProperty("connectTimeout", SECONDS + "000");
            properties.setProperty("socketTimeout", SECONDS + "000");
        }
        jdbc.forEach((key, value) -> properties.setProperty(key, String.valueOf(value)));
    }

    private boolean isPostgres() {
        return url.startsWith("jdbc:postgresql:");
    }

    /** What is wrong, once something is; the first call starts to look. */
    Optional<String> fault() {
        if (thread == null) {
            start();
        }
        return Optional.ofNullable(fault);
    }

    private synchronized void start() {
        if (thread == null) {
            ScheduledExecutorService made = Executors.newSingleThreadScheduledExecutor(work -> {
                Thread one = new Thread(work, "tombolo-watch");
                one.setDaemon(true);
                return one;
            });
            thread = made;
            var unused = made.scheduleWithFixedDelay(this::look, 0, every.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        try (Connection database = open()) {
            Optional<String> found = isPostgres()
                    ? new PostgresWatch(database, tables, slot, publication).fault()
                    : new MySqlWatch(database, tables).fault();
            // A table can be missing for a moment while its definition changes.
            String now = suspected ? found.orElse(null) : null;
            suspected = found.isPresent();
            if (now != null && fault == null) {
                LOG.atError().addKeyValue("reason", now).log("The source has changed");
            }
            fault = now;
        } catch (SQLException | RuntimeException e) {
            LOG.atWarn()
                    .addKeyValue("url", url)
                    .addKeyValue("reason", e.getMessage())
                    .log("The source's catalogue can't be looked at");
        }
    }

    /** By the driver of our own class loader: a worker's other plugins may have another version of it. */
    private Connection open() throws SQLException {
        for (Driver driver : ServiceLoader.load(Driver.class, CatalogueWatch.class.getClassLoader())) {
            if (driver.acceptsURL(url)) {
                Connection connection = driver.connect(url, properties);
                if (connection != null) {
                    return connection;
                }
            }
        }
        throw new SQLException("no JDBC driver for " + url);
    }

    @Override
    public synchronized void close() {
        ScheduledExecutorService started = thread;
        if (started != null) {
            started.shutdownNow();
        }
    }
}
