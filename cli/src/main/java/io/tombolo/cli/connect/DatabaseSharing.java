package io.tombolo.cli.connect;

import io.tombolo.capture.DatabaseUrl;
import io.tombolo.capture.Signals;
import io.tombolo.capture.WorkerSecrets;
import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Json;
import io.tombolo.connectors.database.Backfill;
import io.tombolo.connectors.database.DatabaseConnector;
import io.tombolo.connectors.database.Finding;
import io.tombolo.publish.ConnectClient;
import io.tombolo.schemas.DatasetId;
import io.tombolo.terminal.Table;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What every {@code tombolo connect DATABASE} does: look, keep the secrets, make the connector, wait until it runs. */
final class DatabaseSharing {
    private static final long PATIENCE_NANOS = 60_000_000_000L;
    private static final long LOOK_EVERY_MILLIS = 250;
    private static final String PASSWORD = "password";
    private static final String MASK_SECRET = "mask-secret";

    private final DatabaseOptions options;
    private final ConnectWorker worker;
    private final boolean json;
    private final PrintWriter out;

    DatabaseSharing(DatabaseOptions options, ConnectWorker worker, boolean json, PrintWriter out) {
        this.options = options;
        this.worker = worker;
        this.json = json;
        this.out = out;
    }

    /** Puts a database's connector together. */
    interface Made {
        /**
         * The connector, as yet only in this process.
         *
         * @param password the password, or what stands for it
         * @param more the settings on top, which may be added to
         */
        DatabaseConnector of(String password, Map<String, String> more);
    }

    int run(DatabaseUrl where, Made made) throws InterruptedException {
        @Nullable String bootstrap = options.checkOnly ? null : worker.bootstrap();
        DatabaseConnector connector = connector(where, made, bootstrap);
        List<Finding> findings = look(where, connector);
        long bad = findings.stream()
                .filter(one -> one.state() == Finding.State.BAD)
                .count();
        if (bad > 0 || options.checkOnly) {
            tell(findings);
            if (bad > 0) {
                throw new CommandException(String.format(
                        "%d of %d checks of %s failed: nothing was made; mend them, then run this command again",
                        bad, findings.size(), where));
            }
            return ExitCode.GOOD;
        }
        ConnectClient client = worker.client();
        if (!client.has(connector.connectorClass())) {
            throw new CommandException("the worker has no plugin " + connector.connectorClass()
                    + ": unpack Debezium's connector into a folder of its plugin.path (DIR/connect/plugins of tombolo"
                    + " up) and start it again; see docs/connectors.md");
        }
        if (worker.ours()) {
            new WorkerSecrets(worker.secrets()).keep(connector.name(), secrets());
        }
        if (bootstrap != null) {
            new Signals(bootstrap).makeTopic();
        }
        Map<String, String> config = new LinkedHashMap<>(snapshotSettings(where, connector));
        config.putAll(connector.config());
        client.put(connector.name(), config);
        client.resume(connector.name());
        awaitRunning(client, connector.name());
        if (options.backfill && bootstrap != null) {
            new Signals(bootstrap).backfill(connector.name(), connector.tables());
        }
        say(where, connector, findings);
        return ExitCode.GOOD;
    }

    private DatabaseConnector connector(DatabaseUrl where, Made made, @Nullable String bootstrap) {
        Map<String, String> more = new LinkedHashMap<>();
        String name = options.name(where);
        if (bootstrap != null) {
            more.putAll(Backfill.settings(name, bootstrap));
        }
        if (options.backfill) {
            if (bootstrap == null && !options.checkOnly) {
                throw new CommandException(
                        "give --kafka HOST:PORT: --backfill is asked for through the worker's Kafka");
            }
            more.put("snapshot.mode", "no_data");
        }
        Map<String, String> references = references(name);
        list(more, "include", options.include);
        list(more, "exclude", options.exclude);
        list(more, "mask", options.mask);
        if (references.containsKey(MASK_SECRET)) {
            more.put("transforms.change.mask.secret", references.getOrDefault(MASK_SECRET, ""));
        }
        more.putAll(options.more);
        try {
            DatabaseConnector connector = made.of(references.getOrDefault(PASSWORD, ""), more);
            // Names that make no dataset are refused here, before anything is looked at or made.
            connector.datasets();
            return connector;
        } catch (IllegalArgumentException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        }
    }

    private static void list(Map<String, String> more, String rule, List<String> fields) {
        if (!fields.isEmpty()) {
            more.put("transforms.change.fields." + rule, String.join(",", fields));
        }
    }

    private Map<String, String> secrets() {
        Map<String, String> secrets = new LinkedHashMap<>();
        if (!options.password().isEmpty()) {
            secrets.put(PASSWORD, options.password());
        }
        @Nullable String mask = options.maskSecret();
        if (mask != null) {
            secrets.put(MASK_SECRET, mask);
        }
        return secrets;
    }

    /** What stands for each secret on the worker; a secret itself never goes into a connector's configuration. */
    private Map<String, String> references(String name) {
        Map<String, String> references = new LinkedHashMap<>();
        if (worker.ours()) {
            WorkerSecrets kept = new WorkerSecrets(worker.secrets());
            secrets().keySet().forEach(secret -> references.put(secret, kept.reference(name, secret)));
            return references;
        }
        if (options.passwordReference != null) {
            references.put(PASSWORD, options.passwordReference);
        } else if (!options.password().isEmpty() && !options.checkOnly) {
            throw new CommandException(
                    "a worker elsewhere can't read this password from here: put it where its config provider "
                            + "reads, and give --password-reference '${file:/run/secrets/db.properties:password}'");
        }
        if (options.maskSecret() != null) {
            throw new CommandException("a worker elsewhere can't read --mask-secret-file from here: give "
                    + "--set 'transforms.change.mask.secret=${file:/run/secrets/mask.properties:secret}'");
        }
        return references;
    }

    private List<Finding> look(DatabaseUrl where, DatabaseConnector connector) {
        try (Connection database = where.open(options.user(where), options.password())) {
            return connector.findings(database);
        } catch (SQLException e) {
            throw new CommandException("the settings of " + where + " can't be looked at: " + e.getMessage(), e);
        }
    }

    private Map<String, String> snapshotSettings(DatabaseUrl where, DatabaseConnector connector) {
        try (Connection database = where.open(options.user(where), options.password())) {
            return connector.snapshotSettings(database);
        } catch (SQLException e) {
            throw new CommandException("the columns of " + where + " cannot be looked at: " + e.getMessage(), e);
        }
    }

    private void awaitRunning(ConnectClient client, String name) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        boolean restarted = false;
        while (true) {
            ConnectClient.Status status = client.status(name);
            if (status.failed() && restarted) {
                throw new CommandException("connector " + name + " is made and has failed: " + status.trouble());
            }
            if (status.failed()) {
                // What failed may be the configuration before this one.
                client.restart(name);
                restarted = true;
            } else if (status.connector().equals("RUNNING") && status.task().equals("RUNNING")) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new CommandException("connector " + name + " is made and does not run after 60 s (its task is "
                        + status.task() + "): see tombolo connect status " + name);
            }
            Thread.sleep(LOOK_EVERY_MILLIS);
        }
    }

    private void tell(List<Finding> findings) {
        if (json) {
            out.println(Json.text(Map.of(
                    "checks", findings.stream().map(DatabaseSharing::fields).toList())));
        } else {
            Table table = new Table("check", "", "found");
            findings.forEach(one -> table.add(one.subject(), state(one), one.found()));
            out.print(table);
            findings.stream()
                    .filter(one -> !one.remedy().isEmpty())
                    .forEach(one -> out.printf("%n%s: %s.%n  %s%n", one.subject(), one.found(), one.remedy()));
        }
        out.flush();
    }

    private static Map<String, String> fields(Finding finding) {
        return Map.of(
                "check",
                finding.subject(),
                "state",
                state(finding),
                "found",
                finding.found(),
                "remedy",
                finding.remedy());
    }

    private static String state(Finding finding) {
        return finding.state().name().toLowerCase(Locale.ROOT);
    }

    private void say(DatabaseUrl where, DatabaseConnector connector, List<Finding> findings) {
        if (json) {
            out.println(Json.text(Map.of(
                    "connector",
                    connector.name(),
                    "database",
                    where.toString(),
                    "tables",
                    connector.tables(),
                    "datasets",
                    connector.datasets().stream().map(DatasetId::toString).toList(),
                    "checks",
                    findings.stream().map(DatabaseSharing::fields).toList())));
        } else {
            findings.stream()
                    .filter(one -> one.state() == Finding.State.WARNING)
                    .forEach(one -> out.printf("Note: %s: %s.%n  %s%n", one.subject(), one.found(), one.remedy()));
            out.printf(
                    "%s runs: %s of %s, as %s.%n",
                    connector.name(),
                    String.join(", ", connector.tables()),
                    where,
                    connector.datasets().stream().map(DatasetId::toString).collect(Collectors.joining(", ")));
            out.printf(
                    "Its rows and changes are shared from now on: see tombolo datasets, and tombolo connect status"
                            + " %s.%n",
                    connector.name());
        }
        out.flush();
    }
}
