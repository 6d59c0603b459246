package io.tombolo.reconcile;

import io.tombolo.capture.WorkerSecrets;
import io.tombolo.connectors.folder.FolderConnector;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** Compares what a connector shares with its source, whatever kind of source that is. */
final class Reconciliations {
    private final FeedAccess feed;
    private final Clock clock;

    public Reconciliations(FeedAccess feed, Clock clock) {
        this.feed = feed;
        this.clock = clock;
    }

    /**
     * Compares once.
     *
     * @param connector the connector's name
     * @param password the source's password; empty to take the connector's own
     * @param otherwise the password where the connector's own can't be read
     * @param secrets where the worker's secrets are kept; empty when that is on another machine
     */
    public ReconcileReport run(
            String connector,
            ReconcileSettings settings,
            Optional<String> password,
            Optional<String> otherwise,
            Optional<WorkerSecrets> secrets) {
        Map<String, String> config = feed.connect()
                .config(connector)
                .orElseThrow(() -> new ReconcileException("there is no connector " + connector + "; there are: "
                        + (feed.connect().names().isEmpty()
                                ? "none"
                                : String.join(", ", feed.connect().names()))));
        if (config.containsKey("file") || FolderConnector.isOne(config.getOrDefault("connector.class", ""))) {
            return new FileReconciliation(connector, config, feed, settings, clock).run();
        }
        if (!CapturedDatabase.isOne(config)) {
            throw new ReconcileException("connector " + connector + " is a "
                    + config.getOrDefault("connector.class", "")
                    + ": PostgreSQL, MariaDB and files can be compared");
        }
        CapturedDatabase database = CapturedDatabase.of(connector, config);
        String secret = password.orElseGet(() -> resolved(database, secrets, otherwise));
        return new DatabaseReconciliation(
                        database, () -> database.where().open(database.user(), secret), feed, settings, clock)
                .run();
    }

    private static String resolved(
            CapturedDatabase database, Optional<WorkerSecrets> secrets, Optional<String> otherwise) {
        String given = database.password();
        if (!given.startsWith("${")) {
            return given;
        }
        return secrets.flatMap(kept -> kept.resolve(database.connector(), given))
                .or(() -> otherwise)
                .orElseThrow(
                        () -> new ReconcileException(
                                "the password of connector " + database.connector()
                                        + " is kept where its worker is: give it with --password-file FILE or in TOMBOLO_DATABASE_PASSWORD"));
    }
}
