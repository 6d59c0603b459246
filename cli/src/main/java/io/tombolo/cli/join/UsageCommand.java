package io.tombolo.cli.join;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.agreements.AgreementFile;
import io.tombolo.agreements.Party;
import io.tombolo.agreements.usage.UsageStatement;
import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.Count;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Input;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.JsonOption;
import io.tombolo.cli.shell.Server;
import io.tombolo.consumer.usage.UsageReceipts;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.note.SignedNote;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "usage",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Shows what partners verified in a month, by the receipts that they signed, and its price.",
        footer = {
            "",
            "At the owner of the data it asks the server. At the partner, with --folder, it reads the receipts that the partner signed and kept: both"
                    + " result in the same numbers. Exit code 1: --compare found differences. More: docs/usage.md."
        })
final class UsageCommand implements Callable<Integer> {
    private static final long FILE_LIMIT = 64L << 20;

    @Option(names = "--month", paramLabel = "YYYY-MM", description = "the month, in UTC (default: this month)")
    @Nullable String month;

    @Option(names = "--partner", paramLabel = "NAME", description = "at the owner: of this organisation only")
    @Nullable String partner;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description = "at the partner: the folder that tombolo join wrote, or agreement accept --credentials")
    @Nullable Path folder;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "with --folder: the partner's private key (default: DIR/key.pem)")
    @Nullable Path key;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "write the statement, signed, as JSON")
    @Nullable Path output;

    @Option(names = "--csv", description = "print a line for each agreement, separated by commas")
    boolean csv;

    @Option(
            names = "--compare",
            paramLabel = "FILE",
            description = "compare with the statement that the other side wrote with -o")
    @Nullable Path other;

    @Mixin
    JsonOption json = new JsonOption();

    @Mixin
    Server server = new Server();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    /** Where the statements come from. */
    private interface Source {
        List<JsonNode> statements();

        List<Party> parties();
    }

    @Override
    public Integer call() {
        YearMonth of = month();
        Source source = folder == null ? ofServer(of) : ofFolder(folder, of);
        List<JsonNode> statements = source.statements();
        if (output != null) {
            write(output, Json.text(one(statements)) + "\n");
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json.isGiven()) {
            out.println(Json.text(Map.of("statements", statements)));
        } else if (csv) {
            out.print(UsageText.csv(statements));
        } else {
            statements.forEach(one -> out.print(UsageText.table(one)));
            if (statements.isEmpty()) {
                out.println("No agreements" + (partner == null ? "" : " with " + partner));
            }
        }
        if (folder != null) {
            sayWhatWaits(folder);
        }
        int exitCode = other == null ? ExitCode.GOOD : compare(other, statements, source.parties(), out);
        out.flush();
        return exitCode;
    }

    private void sayWhatWaits(Path of) {
        int waiting = UsageReceipts.unsent(of);
        if (waiting > 0) {
            spec.commandLine()
                    .getErr()
                    .printf(
                            "%s of usage could not be sent to the owner yet (%s): the next verifying consumer sends them%n",
                            Count.of(waiting, "receipt"), UsageReceipts.waitsBecause(of));
        }
    }

    private YearMonth month() {
        try {
            return month == null ? YearMonth.now(Clock.systemUTC()) : YearMonth.parse(month);
        } catch (DateTimeException e) {
            throw new CommandException("--month " + month + ": must be as 2026-11", e);
        }
    }

    private Source ofServer(YearMonth of) {
        if (key != null) {
            throw new CommandException("--key says whose receipts a folder has: say --folder too");
        }
        String address = server.getJson("/api/v1/endpoints").path("agreements").asText();
        OwnerClient client =
                new OwnerClient(URI.create(address), server.connection().http());
        return new Source() {
            @Override
            public List<JsonNode> statements() {
                List<JsonNode> all = new ArrayList<>();
                client.get("/v1/usage?month=" + of + (partner == null ? "" : "&partner=" + partner))
                        .path("statements")
                        .forEach(all::add);
                return all;
            }

            @Override
            public List<Party> parties() {
                List<Party> all = new ArrayList<>();
                client.get("/v1/agreements")
                        .path("agreements")
                        .forEach(one -> all.addAll(
                                List.of(AgreementFile.read(one.toString().getBytes(StandardCharsets.UTF_8))
                                                .terms())
                                        .stream()
                                        .flatMap(terms -> Stream.of(terms.provider(), terms.consumer()))
                                        .toList()));
                return all;
            }
        };
    }

    private Source ofFolder(Path of, YearMonth at) {
        if (partner != null) {
            throw new CommandException("--partner is for the owner of the data: leave it out with --folder");
        }
        KeptUsage kept = new KeptUsage(of, key == null ? of.resolve("key.pem") : key);
        return new Source() {
            @Override
            public List<JsonNode> statements() {
                return List.copyOf(kept.statements(at));
            }

            @Override
            public List<Party> parties() {
                return kept.parties();
            }
        };
    }

    private JsonNode one(List<JsonNode> statements) {
        if (statements.size() != 1) {
            throw new CommandException("-o: there are statements of "
                    + (statements.isEmpty()
                            ? "nobody"
                            : statements.stream()
                                            .map(one -> one.path("consumer").asText())
                                            .collect(Collectors.joining(", "))
                                    + ": name one with --partner"));
        }
        return statements.get(0);
    }

    private int compare(Path file, List<JsonNode> statements, List<Party> parties, PrintWriter out) {
        try {
            String theirs = UsageStatement.read(Input.read(file, FILE_LIMIT), parties);
            String own = statements.stream()
                    .map(one -> SignedNote.parse(one.path("note").asText()).text())
                    .filter(text -> sides(text).equals(sides(theirs)))
                    .findFirst()
                    .orElseThrow(() -> new CommandException(
                            file + " is a statement of " + sides(theirs) + ", which is not among these"));
            List<String> onlyHere = UsageStatement.onlyIn(own, theirs);
            List<String> onlyThere = UsageStatement.onlyIn(theirs, own);
            if (onlyHere.isEmpty() && onlyThere.isEmpty()) {
                out.println("Equal to " + file + ", which its maker signed");
                return ExitCode.GOOD;
            }
            onlyHere.forEach(line -> out.println("only in this statement: " + line));
            onlyThere.forEach(line -> out.println("only in " + file + ": " + line));
            return ExitCode.REFUSED;
        } catch (MalformedException e) {
            throw new CommandException(file + ": " + e.getMessage(), e);
        }
    }

    /** Month, provider and consumer. */
    private static String sides(String text) {
        return text.lines().skip(1).limit(3).collect(Collectors.joining(", "));
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new CommandException("file " + file + " can't be written (" + e + ")", e);
        }
    }
}
