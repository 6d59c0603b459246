package io.tombolo.cli.connect;

import io.tombolo.capture.DatabaseUrl;
import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.JsonOption;
import io.tombolo.connectors.database.DatabaseConnector;
import io.tombolo.connectors.database.MySqlConnector;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "mysql",
        aliases = "mariadb",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Shares tables of a MySQL or MariaDB server: first all rows, then every change, each once.",
        footer = {
            "",
            "The URL begins with mysql:// or mariadb://, tables are DATABASE.TABLE. Debezium's connector for that"
                    + " server must be among the worker's plugins; docs/sources/mariadb.md says where to find it. Looks at the"
                    + " server's settings first and says how to correct what is missing."
        })
final class ConnectMySqlCommand implements Callable<Integer> {
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
        if (where.scheme().equals("postgresql")) {
            throw new CommandException("--url " + where + ": is not MySQL; see tombolo connect postgres --help");
        }
        @Nullable String bootstrap = worker.bootstrap();
        if (bootstrap == null) {
            throw new CommandException(
                    "give --kafka HOST:PORT: the connector keeps the tables' definitions in a topic there");
        }
        return new DatabaseSharing(
                        options, worker, output.isGiven(), spec.commandLine().getOut())
                .run(where, (password, more) -> connector(where, bootstrap, password, more));
    }

    private DatabaseConnector connector(
            DatabaseUrl where, String bootstrap, String password, Map<String, String> more) {
        if (where.sslMode() != null) {
            more.putIfAbsent("database.ssl.mode", where.sslMode());
        }
        worker.clients(List.of("schema.history.internal.producer.", "schema.history.internal.consumer."))
                .forEach(more::putIfAbsent);
        return new MySqlConnector(
                options.name(where),
                MySqlConnector.Server.valueOf(where.scheme().toUpperCase(Locale.ROOT)),
                where.host(),
                where.port(),
                options.user(where),
                password,
                options.tables(),
                options.organisation + "/" + options.dataset,
                bootstrap,
                more);
    }
}
