package io.tombolo.cli.connect;

import io.tombolo.capture.WorkerSecrets;
import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.JsonOption;
import io.tombolo.connectors.database.Backfill;
import io.tombolo.connectors.database.DebeziumNames;
import io.tombolo.connectors.database.TableName;
import io.tombolo.connectors.source.NameList;
import io.tombolo.publish.ConnectClient;
import io.tombolo.terminal.Table;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "connect",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Shares a database's tables as datasets, through a connector on Kafka Connect, and looks after"
                + " connectors.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ConnectPostgresCommand.class, ConnectMySqlCommand.class})
public final class ConnectCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(),
                "Missing command: say what to do, as tombolo connect postgres or tombolo connect list");
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the worker's connectors.")
    int list(@Mixin ConnectWorker worker, @Mixin JsonOption output) {
        ConnectClient client = worker.client();
        List<Map<String, Object>> all = new ArrayList<>();
        for (String name : client.names()) {
            all.add(ConnectorState.of(client, name));
        }
        PrintWriter out = spec.commandLine().getOut();
        if (output.isGiven()) {
            out.println(Json.text(Map.of("connectors", all)));
        } else if (all.isEmpty()) {
            out.println("No connectors: make one with tombolo connect postgres or tombolo publish.");
        } else {
            Table table = new Table("connector", "state", "dataset", "source");
            all.forEach(one -> table.add(
                    ConnectorState.text(one, "name"),
                    ConnectorState.text(one, "state"),
                    ConnectorState.text(one, "dataset"),
                    ConnectorState.text(one, "source")));
            out.print(table);
        }
        out.flush();
        return ExitCode.GOOD;
    }

    @Command(
            name = "status",
            mixinStandardHelpOptions = true,
            description =
                    "Reports a connector's state, how far in its source it is and what is wrong; exit code 2 when it"
                            + " has failed.")
    int status(
            @Parameters(paramLabel = "NAME", description = "the connector") String name,
            @Mixin ConnectWorker worker,
            @Mixin JsonOption output) {
        ConnectClient client = existing(worker, name);
        Map<String, Object> state = ConnectorState.of(client, name);
        PrintWriter out = spec.commandLine().getOut();
        if (output.isGiven()) {
            out.println(Json.text(state));
        } else {
            state.forEach((field, value) -> out.printf("  %-9s %s%n", field, value));
        }
        out.flush();
        return ConnectorState.text(state, "state").equals("failed") ? ExitCode.WRONG : ExitCode.GOOD;
    }

    @Command(
            name = "pause",
            mixinStandardHelpOptions = true,
            description = "Lets a connector rest; a database keeps what it has not read, and needs room for it.")
    int pause(
            @Parameters(paramLabel = "NAME", description = "the connector") String name, @Mixin ConnectWorker worker) {
        existing(worker, name).pause(name);
        return said("%s rests: tombolo connect resume %s continues it where it was.", name, name);
    }

    @Command(
            name = "resume",
            mixinStandardHelpOptions = true,
            description = "Resumes a paused or failed connector where it was.")
    int resume(
            @Parameters(paramLabel = "NAME", description = "the connector") String name, @Mixin ConnectWorker worker) {
        ConnectClient client = existing(worker, name);
        client.resume(name);
        if (client.status(name).failed()) {
            client.restart(name);
        }
        return said("%s continues.", name);
    }

    @Command(
            name = "backfill",
            mixinStandardHelpOptions = true,
            description = "Shares the rows that a running database connector's tables hold, as SNAPSHOT, between their"
                    + " changes; writers do not have to wait.")
    int backfill(
            @Parameters(paramLabel = "NAME", description = "the connector") String name,
            @Option(
                            names = "--tables",
                            paramLabel = "TABLES",
                            description = "some of its tables, separated by commas (default: all of them)")
                    @Nullable List<String> tables,
            @Mixin ConnectWorker worker) {
        Map<String, String> settings = existing(worker, name).config(name).orElseThrow();
        String bootstrap = worker.bootstrap();
        if (!Backfill.possible(settings)) {
            throw new CommandException(
                    "connector " + name + " takes no requests: tombolo connect did not make it, or made it "
                            + "with --connect and without --kafka");
        }
        if (bootstrap == null) {
            throw new CommandException("give --kafka HOST:PORT: backfill is asked for through the worker's Kafka");
        }
        List<TableName> its = DebeziumNames.read(settings.getOrDefault("table.include.list", ""));
        List<TableName> wanted = tables == null
                ? its
                : tables.stream()
                        .flatMap(list -> NameList.parse(list).stream())
                        .map(ConnectCommand::table)
                        .toList();
        for (TableName table : wanted) {
            if (!its.contains(table)) {
                throw new CommandException(
                        "connector " + name + " does not share table " + table + "; it shares " + text(its));
            }
        }
        new Signals(worker.connection().kafka(bootstrap)).backfill(name, wanted, settings);
        return said("%s is asked for the rows of %s; they come as SNAPSHOT, between the changes.", name, text(wanted));
    }

    private static TableName table(String name) {
        try {
            return TableName.parse(name);
        } catch (IllegalArgumentException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        }
    }

    private static String text(List<TableName> tables) {
        return tables.stream().map(TableName::toString).collect(Collectors.joining(", "));
    }

    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            description =
                    "Removes a connector and its secrets. What was shared stays; what it left in the database is reported.")
    int remove(
            @Parameters(paramLabel = "NAME", description = "the connector") String name,
            @Option(
                            names = "--forget",
                            description = "also forget how far it was: one of the same name begins with all rows again")
                    boolean forget,
            @Mixin ConnectWorker worker) {
        ConnectClient client = existing(worker, name);
        Map<String, String> config = client.config(name).orElseThrow();
        if (forget) {
            client.stop(name);
            client.forget(name);
        }
        client.remove(name);
        if (worker.ours()) {
            new WorkerSecrets(worker.secrets()).forget(name);
        }
        said("%s is removed.", name);
        String slot = config.getOrDefault("slot.name", "");
        if (!slot.isEmpty()) {
            said("In the database, its slot keeps the log until you drop it (then begin again with remove --forget):");
            said("  SELECT pg_drop_replication_slot('%s');", slot);
            said("  DROP PUBLICATION IF EXISTS %s;", config.getOrDefault("publication.name", ""));
        }
        return ExitCode.GOOD;
    }

    private static ConnectClient existing(ConnectWorker worker, String name) {
        ConnectClient client = worker.client();
        if (client.config(name).isEmpty()) {
            throw new CommandException("there is no connector " + name + "; there are: "
                    + (client.names().isEmpty() ? "none" : String.join(", ", client.names())));
        }
        return client;
    }

    private int said(String line, Object... values) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(line + "%n", values);
        out.flush();
        return ExitCode.GOOD;
    }
}
