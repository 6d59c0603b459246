package io.tombolo.cli;

import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.Datasets;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.JsonOption;
import io.tombolo.connectors.row.Column;
import io.tombolo.publish.ProtectOptions;
import io.tombolo.publish.PublishException;
import io.tombolo.push.PushKeys;
import io.tombolo.terminal.Table;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "push-key",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Makes, lists and ends the API keys with which other systems push events to a tombolo up.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {PushKeyCommand.Add.class, PushKeyCommand.ListKeys.class, PushKeyCommand.Revoke.class},
        footer = {"", "The server need not run; a running one reads the keys at each request."})
final class PushKeyCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return ExitCode.WRONG;
    }

    /** {@code --data}, and the file of keys in it. */
    static final class KeyFile {
        @Option(
                names = "--data",
                paramLabel = "DIR",
                defaultValue = "tombolo-data",
                description = "the server's data folder (default: ${DEFAULT-VALUE})")
        Path data = Path.of("tombolo-data");

        @Option(
                names = "--keys",
                paramLabel = "FILE",
                description = "instead: the file `keys` of a tombolo push, made when missing")
        @Nullable Path keys;

        <T> T with(Function<PushKeys, T> use) {
            if (keys == null && !Files.isDirectory(data)) {
                throw new CommandException(
                        "data folder " + data + " is not there: give that of your tombolo up with --data DIR");
            }
            try {
                return use.apply(new PushKeys(
                        keys == null ? data.resolve("push").resolve("keys.json") : keys, Clock.systemUTC()));
            } catch (UncheckedIOException e) {
                throw new CommandException(String.valueOf(e.getMessage()), e);
            } catch (IllegalArgumentException e) {
                throw new CommandException(String.valueOf(e.getMessage()), e);
            }
        }
    }

    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Makes a key for one dataset and prints it, this one time.")
    static final class Add implements Callable<Integer> {
        @Parameters(
                index = "0",
                paramLabel = "NAME",
                description = "whose key it is; consumers see it as the events' source")
        String name = "";

        @Option(
                names = "--organisation",
                required = true,
                paramLabel = "DOMAIN",
                description = "the owner, as acme.example")
        String organisation = "";

        @Option(
                names = "--dataset",
                required = true,
                paramLabel = "NAME",
                description = "the dataset's name, as orders")
        String dataset = "";

        @Option(
                names = "--key",
                required = true,
                split = ",",
                paramLabel = "COLUMN",
                description = "the fields that together identify a row, separated by commas")
        List<String> key = List.of();

        @Option(
                names = "--types",
                defaultValue = "",
                paramLabel = "COLUMN:TYPE,…",
                description =
                        "the type of every field: long, double, boolean, date, timestamp, decimal(SCALE), string or json (default: rows are whole JSON documents)")
        String types = "";

        @Mixin
        ProtectOptions protect = new ProtectOptions();

        @Mixin
        KeyFile file = new KeyFile();

        @Mixin
        JsonOption output = new JsonOption();

        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        CommandSpec spec;

        @Override
        public Integer call() {
            PushKeys.Added added = file.with(keys -> keys.add(
                    name,
                    Datasets.parse(organisation + "/" + dataset),
                    key.stream().map(String::strip).toList(),
                    types.isEmpty() ? List.of() : Column.parse(types),
                    protect()));
            PrintWriter out = spec.commandLine().getOut();
            if (output.isGiven()) {
                Map<String, Object> json = new LinkedHashMap<>(line(added.key()));
                json.put("key", added.text());
                out.println(Json.text(json));
            } else {
                out.println(added.text());
                out.printf(
                        "Key %s opens %s. It is shown this one time; only its hash is kept.%n",
                        added.key().id(), added.key().dataset());
            }
            out.flush();
            return ExitCode.GOOD;
        }

        private PushKeys.Protect protect() {
            try {
                return protect.rules().none()
                        ? PushKeys.Protect.NOTHING
                        : new PushKeys.Protect(protect.protectList(), protect.unprotectList(), protect.subjectList());
            } catch (PublishException e) {
                throw new CommandException(String.valueOf(e.getMessage()), e);
            }
        }
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Lists the keys, without their secrets.")
    static final class ListKeys implements Callable<Integer> {
        @Mixin
        KeyFile file = new KeyFile();

        @Mixin
        JsonOption output = new JsonOption();

        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        CommandSpec spec;

        @Override
        public Integer call() {
            List<PushKeys.Key> keys = file.with(PushKeys::list);
            PrintWriter out = spec.commandLine().getOut();
            if (output.isGiven()) {
                out.println(Json.text(
                        Map.of("keys", keys.stream().map(PushKeyCommand::line).toList())));
            } else if (keys.isEmpty()) {
                out.println("No keys yet: make one with tombolo push-key add.");
            } else {
                Table table = new Table("id", "name", "dataset", "made", "revoked");
                keys.forEach(key -> table.add(
                        key.id(),
                        key.name(),
                        key.dataset().toString(),
                        key.created().toString(),
                        key.revoked() == null ? "–" : key.revoked().toString()));
                out.print(table);
            }
            out.flush();
            return ExitCode.GOOD;
        }
    }

    @Command(
            name = "revoke",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Revokes a key permanently.")
    static final class Revoke implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "ID", description = "the key's id, as push-key list shows it")
        String id = "";

        @Mixin
        KeyFile file = new KeyFile();

        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        CommandSpec spec;

        @Override
        public Integer call() {
            if (!file.with(keys -> keys.revoke(id))) {
                throw new CommandException("key " + id + ": there is none that is not revoked already");
            }
            spec.commandLine().getOut().printf("Key %s opens nothing any more.%n", id);
            spec.commandLine().getOut().flush();
            return ExitCode.GOOD;
        }
    }

    private static Map<String, Object> line(PushKeys.Key key) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", key.id());
        json.put("name", key.name());
        json.put("dataset", key.dataset().toString());
        json.put("key_columns", key.keyColumns());
        json.put("columns", Column.spec(key.columns()));
        json.put("created_at", key.created().toString());
        json.put("revoked_at", key.revoked() == null ? null : key.revoked().toString());
        return json;
    }
}
