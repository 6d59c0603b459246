package io.tombolo.cli.connect;

import io.tombolo.capture.DatabaseUrl;
import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.JsonOption;
import io.tombolo.connectors.database.DatabaseConnector;
import io.tombolo.connectors.database.PostgresConnector;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "postgres",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Shares tables of a PostgreSQL database: first all rows, then every change, each once.",
        footer = {
            "",
            "Looks at the database's settings first and says how to correct what is missing; then nothing is made. The"
                    + " same command "
                    + "again changes the connector, which continues where it was."
        })
final class ConnectPostgresCommand implements Callable<Integer> {
    @Mixin
    DatabaseOptions options = new DatabaseOptions();

    @Mixin
    ConnectWorker worker = new ConnectWorker();

    @Mixin
    JsonOption output = new JsonOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        DatabaseUrl where = options.where();
        if (!where.scheme().equals("postgresql")) {
            throw new CommandException("--url " + where + ": is not PostgreSQL; for others see tombolo connect --help");
        }
        if (where.database().isEmpty()) {
            throw new CommandException(
                    "--url " + where + ": names no database; write it after the port, as in :5432/shop");
        }
        return new DatabaseSharing(
                        options, worker, output.isGiven(), spec.commandLine().getOut())
                .run(where, (password, more) -> connector(where, password, more));
    }

    private DatabaseConnector connector(DatabaseUrl where, String password, Map<String, String> more) {
        if (where.sslMode() != null) {
            more.putIfAbsent("database.sslmode", where.sslMode());
        }
        return new PostgresConnector(
                options.name(where),
                where.host(),
                where.port(),
                where.database(),
                options.user(where),
                password,
                options.tables(),
                options.organisation + "/" + options.dataset,
                more);
    }
}
