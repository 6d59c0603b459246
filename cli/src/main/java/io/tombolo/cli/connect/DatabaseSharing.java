package io.tombolo.cli.connect;

import io.tombolo.capture.DatabaseUrl;
import io.tombolo.capture.WorkerSecrets;
import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.connectors.database.Backfill;
import io.tombolo.connectors.database.DatabaseConnector;
import io.tombolo.connectors.database.DebeziumNames;
import io.tombolo.connectors.database.Look;
import io.tombolo.connectors.database.Renames;
import io.tombolo.connectors.database.SharedDatasets;
import io.tombolo.connectors.database.TableName;
import io.tombolo.connectors.source.NameList;
import io.tombolo.publish.ConnectClient;
import io.tombolo.publish.PublishException;
import io.tombolo.publish.RecordLimits;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.registry.HttpRegistryClient;
import io.tombolo.schemas.registry.RegistrySettings;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What every {@code tombolo connect DATABASE} does: look, keep the secrets, make the connector, wait until it runs. */
final class DatabaseSharing {
    private static final long PATIENCE_NANOS = 60_000_000_000L;
    private static final long LOOK_EVERY_MILLIS = 250;
    private static final String PASSWORD = "password";
    private static final String KEYSET = "transforms.change.protect.keyset";
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
         * @param password the password, or what represents it
         * @param more the settings on top, which may be added to
         */
        DatabaseConnector of(String password, Map<String, String> more);
    }

    int run(DatabaseUrl where, Made made) throws InterruptedException {
        @Nullable String bootstrap = options.checkOnly ? null : worker.bootstrap();
        DatabaseConnector connector = connector(where, made, bootstrap);
        Look look = look(where, connector);
        List<Look.Finding> findings = look.findings();
        long bad = findings.stream()
                .filter(one -> one.state() == Look.Finding.State.BAD)
                .count();
        if (bad > 0 || options.checkOnly) {
            SharingReport.check(out, json, where, connector, look);
            if (bad > 0) {
                throw new CommandException(String.format(
                        "%d of %d checks of %s failed: nothing was made; correct them, then run this command again",
                        bad, findings.size(), where));
            }
            return ExitCode.GOOD;
        }
        ConnectClient client = worker.client();
        if (!client.has(connector.connectorClass())) {
            throw new CommandException("the worker has no plugin " + connector.connectorClass()
                    + ": unpack Debezium's connector into a folder of its plugin.path (DIR/connect/plugins of tombolo"
                    + " up) and start it again; see docs/sources/mariadb.md");
        }
        refuseDatasetsOfOthers(client, connector);
        if (worker.ours()) {
            try (HttpRegistryClient registry = new HttpRegistryClient(
                    RegistrySettings.from(worker.connection().registry(worker.registry())))) {
                new EarlierFields(registry).refuseOthers(look, Renames.of(connector.config()));
            }
            new WorkerSecrets(worker.secrets()).keep(connector.name(), secrets());
        }
        if (bootstrap != null) {
            new Signals(worker.connection().kafka(bootstrap)).makeTopic();
        }
        client.put(connector.name(), sized(connector.config(look), connector, bootstrap));
        client.resume(connector.name());
        awaitRunning(client, connector.name());
        if (options.backfill && bootstrap != null) {
            new Signals(worker.connection().kafka(bootstrap))
                    .backfill(connector.name(), connector.names(), connector.config(look));
        }
        SharingReport.runs(out, json, where, connector, look);
        return ExitCode.GOOD;
    }

    /** Two tables' changes in one dataset would be one history that neither table has. */
    private static void refuseDatasetsOfOthers(ConnectClient client, DatabaseConnector connector) {
        for (String other : client.names()) {
            Map<String, String> config = client.config(other).orElse(Map.of());
            Map<DatasetId, TableName> taken = other.equals(connector.name()) ? Map.of() : SharedDatasets.of(config);
            for (DatasetId dataset : connector.datasets()) {
                if (dataset.toString().equals(config.get("dataset"))) {
                    throw new CommandException("dataset " + dataset + " is that of files already, which connector "
                            + other + " shares: nothing was made; give this table another name with --rename, or write"
                            + " another --dataset");
                }
                if (taken.containsKey(dataset)) {
                    throw new CommandException("dataset " + dataset + " is that of table " + taken.get(dataset)
                            + " already, which connector " + other
                            + " shares: nothing was made; give this table another name with --rename, or write another"
                            + " --dataset");
                }
            }
        }
    }

    /** The connector's settings with the record size that its topics allow, unless the operator says another. */
    private Map<String, String> sized(Map<String, String> own, DatabaseConnector connector, @Nullable String bootstrap)
            throws InterruptedException {
        if (bootstrap == null) {
            return own;
        }
        List<String> topics =
                connector.datasets().stream().map(DatasetId::topic).toList();
        Map<String, String> config = new LinkedHashMap<>(
                RecordLimits.of(worker.connection().kafka(bootstrap), topics).settings());
        config.putAll(own);
        return config;
    }

    private DatabaseConnector connector(DatabaseUrl where, Made made, @Nullable String bootstrap) {
        Map<String, String> more = new LinkedHashMap<>();
        String name = options.name(where);
        if (bootstrap != null) {
            more.putAll(Backfill.settings(name, bootstrap));
            more.putAll(worker.clients(List.of("signal.consumer.")));
        }
        if (options.backfill) {
            if (bootstrap == null && !options.checkOnly) {
                throw new CommandException(
                        "give --kafka HOST:PORT: --backfill is asked for through the worker's Kafka");
            }
            more.put("snapshot.mode", "no_data");
        }
        Map<String, String> references = references(name);
        more.putAll(renames());
        keys(more);
        list(more, "include", options.include);
        list(more, "exclude", options.exclude);
        list(more, "mask", options.mask);
        protect(more);
        if (references.containsKey(MASK_SECRET)) {
            more.put("transforms.change.mask.secret", references.getOrDefault(MASK_SECRET, ""));
        }
        more.putAll(options.more);
        try {
            DatabaseConnector connector = made.of(references.getOrDefault(PASSWORD, ""), more);
            // Names that can't be a dataset's are refused here, before anything is looked at or made.
            connector.datasets();
            return connector;
        } catch (IllegalArgumentException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        }
    }

    private void protect(Map<String, String> more) {
        Map<String, String> settings;
        try {
            settings = options.protect.settings(worker.ours());
        } catch (PublishException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        }
        if (!settings.isEmpty() && !worker.ours() && !options.more.containsKey(KEYSET)) {
            throw new CommandException("a worker elsewhere keeps its own keyset: give --set '" + KEYSET
                    + "=/run/secrets/keyset.json', or the URI of a key management service's key, and --set"
                    + " 'transforms.change.protect.kafka=/run/secrets/kafka.properties'");
        }
        more.putAll(settings);
    }

    private Map<String, String> renames() {
        try {
            options.tables().forEach(TableName::parse);
        } catch (IllegalArgumentException e) {
            throw new CommandException("--tables: " + e.getMessage(), e);
        }
        try {
            return Renames.settings(options.renames, options.tables());
        } catch (IllegalArgumentException e) {
            throw new CommandException("--rename " + e.getMessage(), e);
        }
    }

    private void keys(Map<String, String> more) {
        Map<TableName, List<String>> keys = new LinkedHashMap<>();
        for (String one : options.keys) {
            try {
                Map.Entry<String, List<String>> key = NameList.pairOfList(one);
                TableName table = TableName.parse(key.getKey());
                if (!options.tables().stream().map(TableName::parse).toList().contains(table)) {
                    throw new IllegalArgumentException(table + " is not one of --tables");
                }
                if (keys.put(table, key.getValue()) != null) {
                    throw new IllegalArgumentException(table + " is named twice");
                }
            } catch (IllegalArgumentException e) {
                throw new CommandException("--key " + one + ": " + e.getMessage(), e);
            }
        }
        if (!keys.isEmpty()) {
            more.put("message.key.columns", DebeziumNames.keys(keys));
        }
    }

    private static void list(Map<String, String> more, String rule, List<String> fields) {
        if (!fields.isEmpty()) {
            more.put(
                    "transforms.change.fields." + rule,
                    fields.stream()
                            .flatMap(list -> NameList.items(list).stream())
                            .collect(Collectors.joining(",")));
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

    /** What represents each secret on the worker; a secret itself never goes into a connector's configuration. */
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

    private Look look(DatabaseUrl where, DatabaseConnector connector) {
        boolean runs =
                worker.isReachable() && worker.client().config(connector.name()).isPresent();
        try (Connection database = where.open(options.user(where), options.password())) {
            return connector.look(database, runs);
        } catch (SQLException e) {
            throw new CommandException("the settings of " + where + " can't be looked at: " + e.getMessage(), e);
        }
    }

    private void awaitRunning(ConnectClient client, String name) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        boolean restarted = false;
        while (true) {
            ConnectClient.Status status = client.statusWhileWaiting(name);
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
}
