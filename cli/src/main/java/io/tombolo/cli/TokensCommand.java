package io.tombolo.cli;

import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.JsonOption;
import io.tombolo.http.server.Tokens;
import io.tombolo.terminal.Table;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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
        name = "tokens",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Makes, lists and ends the tokens with which a secured server's registry, read side and Connect are asked.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {TokensCommand.Create.class, TokensCommand.ListTokens.class, TokensCommand.Revoke.class},
        footer = {"", "The server need not run; a running one reads the tokens at each request. More: docs/secure.md."})
final class TokensCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return ExitCode.WRONG;
    }

    private static Map<String, Object> line(Tokens.Token token) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("id", token.id());
        line.put("name", token.name());
        line.put("scope", token.scope().name().toLowerCase(Locale.ROOT));
        line.put("created_at", token.created().toString());
        line.put("revoked_at", token.revoked() == null ? null : token.revoked().toString());
        return line;
    }

    /** {@code --data}, and the file of tokens in it. */
    static final class TokenFile {
        @Option(
                names = "--data",
                paramLabel = "DIR",
                defaultValue = "tombolo-data",
                description = "the data folder of a secured server (default: ${DEFAULT-VALUE})")
        Path data = Path.of("tombolo-data");

        @Option(
                names = "--file",
                paramLabel = "FILE",
                description = "instead: the file `access` of a part that runs alone, made when missing")
        @Nullable Path file;

        <T> T with(Function<Tokens, T> use) {
            Path security = data.resolve("security");
            if (file == null && !Files.isDirectory(security)) {
                throw new CommandException("folder " + security + " is not there: start tombolo up --secure on it"
                        + " first, or name another data folder with --data DIR");
            }
            try {
                return use.apply(new Tokens(file == null ? security.resolve("tokens.json") : file, Clock.systemUTC()));
            } catch (UncheckedIOException | IllegalArgumentException e) {
                throw new CommandException(String.valueOf(e.getMessage()), e);
            }
        }
    }

    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Makes a token and prints it, this one time.")
    static final class Create implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "NAME", description = "whose token it is")
        String name = "";

        @Option(
                names = "--scope",
                required = true,
                paramLabel = "SCOPE",
                description = "read, write (registers schemas too), or admin (Connect, and all else)")
        Tokens.Scope scope = Tokens.Scope.READ;

        @Mixin
        TokenFile file = new TokenFile();

        @Mixin
        JsonOption output = new JsonOption();

        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        CommandSpec spec;

        @Override
        public Integer call() {
            Tokens.Created created = file.with(tokens -> tokens.create(name, scope));
            PrintWriter out = spec.commandLine().getOut();
            if (output.isGiven()) {
                Map<String, Object> json = line(created.token());
                json.put("token", created.text());
                out.println(Json.text(json));
            } else {
                out.println(created.text());
                out.printf(
                        "Token %s has the scope %s. It is shown this one time; only its hash is kept.%n",
                        created.token().id(), scope.name().toLowerCase(Locale.ROOT));
            }
            out.flush();
            return ExitCode.GOOD;
        }
    }

    @Command(name = "list", mixinStandardHelpOptions = true, sortOptions = false, description = "Lists all tokens.")
    static final class ListTokens implements Callable<Integer> {
        @Mixin
        TokenFile file = new TokenFile();

        @Mixin
        JsonOption output = new JsonOption();

        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        CommandSpec spec;

        @Override
        public Integer call() {
            List<Tokens.Token> all = file.with(Tokens::list);
            PrintWriter out = spec.commandLine().getOut();
            if (output.isGiven()) {
                out.println(Json.text(
                        Map.of("tokens", all.stream().map(TokensCommand::line).toList())));
            } else {
                Table table = new Table("token", "name", "scope", "created", "revoked");
                all.forEach(token -> table.add(
                        token.id(),
                        token.name(),
                        token.scope().name().toLowerCase(Locale.ROOT),
                        token.created(),
                        token.revoked() == null ? "–" : token.revoked()));
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
            description = "Ends a token at once.")
    static final class Revoke implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "ID", description = "as the list shows it")
        String id = "";

        @Mixin
        TokenFile file = new TokenFile();

        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        CommandSpec spec;

        @Override
        public Integer call() {
            if (!file.with(tokens -> tokens.revoke(id))) {
                throw new CommandException(
                        "there is no token " + id + " that is still good; tombolo tokens list shows all");
            }
            spec.commandLine().getOut().printf("Token %s opens nothing any more.%n", id);
            spec.commandLine().getOut().flush();
            return ExitCode.GOOD;
        }
    }
}
