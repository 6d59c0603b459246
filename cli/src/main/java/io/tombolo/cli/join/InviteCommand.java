package io.tombolo.cli.join;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.agreements.invite.Invitation;
import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.Datasets;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.Server;
import io.tombolo.schemas.DatasetId;
import io.tombolo.terminal.Table;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "invite",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Writes the one file with which a partner joins a dataset, or lists those that were written.",
        footer = {
            "",
            "The file holds a secret that works once: give it to the partner over a channel that nobody else reads, and compare the "
                    + "fingerprints by telephone. The partner runs tombolo join FILE. More: docs/two-organisations.md."
        })
final class InviteCommand implements Callable<Integer> {
    @ArgGroup(multiplicity = "1", exclusive = true)
    @SuppressWarnings("NullAway.Init") // set by picocli
    What what;

    @Mixin
    Server server = new Server();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    /** One of both. */
    static final class What {
        @Option(names = "--list", required = true, description = "all invitations, without their secrets")
        boolean list;

        @ArgGroup(exclusive = false)
        @Nullable Invited invited;
    }

    /** Whom, to what, on which terms. */
    static final class Invited {
        @Parameters(index = "0", paramLabel = "PARTNER", description = "the organisation's domain")
        String partner = "";

        @Option(
                names = "--dataset",
                required = true,
                paramLabel = "ORGANISATION/NAME",
                description = "what it may read")
        String dataset = "";

        @Option(
                names = "--fields",
                split = ",",
                paramLabel = "GROUP",
                description = "groups of protected fields that it may read too, separated by commas")
        List<String> fields = List.of();

        @Option(
                names = "--valid",
                paramLabel = "DURATION",
                defaultValue = "P7D",
                description = "how long the invitation can be used, at most 90 days (default: ${DEFAULT-VALUE})")
        Duration valid = Duration.ofDays(7);

        @Option(
                names = "--for",
                paramLabel = "DURATION",
                defaultValue = "P365D",
                description = "how long the agreement lasts from now on (default: ${DEFAULT-VALUE})")
        Duration period = Duration.ofDays(365);

        @Option(
                names = "--purpose",
                paramLabel = "TEXT",
                defaultValue = "any",
                description = "what the data may be used for (default: ${DEFAULT-VALUE})")
        String purpose = "any";

        @Option(
                names = "--price",
                paramLabel = "AMOUNT",
                defaultValue = "0",
                description = "of a million events (default: ${DEFAULT-VALUE})")
        BigDecimal price = BigDecimal.ZERO;

        @Option(
                names = "--currency",
                paramLabel = "CODE",
                defaultValue = "EUR",
                description = "(default: ${DEFAULT-VALUE})")
        String currency = "EUR";

        @Option(
                names = "--rate",
                paramLabel = "BYTES",
                defaultValue = "10000000",
                description = "bytes per second that it may read, on average (default: ${DEFAULT-VALUE})")
        long rate;

        @Option(
                names = "--key-cache",
                paramLabel = "DURATION",
                defaultValue = "PT5M",
                description = "how long it may keep keys of fields, at most 5 minutes (default: ${DEFAULT-VALUE})")
        Duration keyCache = Duration.ofMinutes(5);

        @Option(
                names = "-o",
                required = true,
                paramLabel = "FILE",
                description = "the file to write; it must not exist")
        Path file = Path.of("invite.json");
    }

    @Override
    public Integer call() {
        OwnerClient owner = new OwnerClient(agreements(), server.connection().http());
        PrintWriter out = spec.commandLine().getOut();
        if (what.invited == null) {
            list(owner, out);
        } else {
            invite(owner, what.invited, out);
        }
        out.flush();
        return ExitCode.GOOD;
    }

    private URI agreements() {
        String address = server.getJson("/api/v1/endpoints").path("agreements").asText();
        if (address.isEmpty()) {
            throw new CommandException("the server at " + server.url() + " does not say where its agreements are");
        }
        return URI.create(address);
    }

    private static void list(OwnerClient owner, PrintWriter out) {
        Table table = new Table("invitation", "partner", "dataset", "expires", "used by the key");
        for (JsonNode one : owner.get("/v1/invitations").path("invitations")) {
            table.add(
                    one.path("id").asText(),
                    one.path("partner").asText(),
                    one.path("dataset").asText(),
                    one.path("expires").asText(),
                    one.path("used_by").asText("–"));
        }
        out.print(table);
    }

    private void invite(OwnerClient owner, Invited invited, PrintWriter out) {
        DatasetId dataset = Datasets.parse(invited.dataset);
        boolean known = StreamSupport.stream(server.datasets().spliterator(), false)
                .anyMatch(one -> one.path("dataset").asText().equals(dataset.toString()));
        if (!known) {
            throw new CommandException(dataset + ": the server has no such dataset; tombolo datasets lists them");
        }
        if (Files.exists(invited.file)) {
            throw new CommandException("file " + invited.file + " exists: choose another name, or remove it first");
        }
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        ObjectNode terms = Json.MAPPER
                .createObjectNode()
                .put("partner", invited.partner)
                .put("dataset", dataset.toString())
                .put("valid", invited.valid.toString())
                .put("purpose", invited.purpose)
                .put("from", now.toString())
                .put(
                        "until",
                        now.plus(invited.period).truncatedTo(ChronoUnit.SECONDS).toString())
                .put("price_per_million", invited.price.toPlainString())
                .put("currency", invited.currency)
                .put("bytes_per_second", invited.rate)
                .put("key_cache_seconds", invited.keyCache.toSeconds());
        invited.fields.forEach(terms.putArray("groups")::add);
        byte[] file = Json.text(owner.post("/v1/invitations", terms)).getBytes(StandardCharsets.UTF_8);
        Invitation made = Invitation.read(file);
        new PartnerFolder(invited.file.resolveSibling(""))
                .secret(invited.file.getFileName().toString(), file);
        out.printf("Invitation for %s to %s: %s%n", made.offer().partner(), dataset, invited.file);
        out.printf(
                "  works once, until %s; the agreement lasts until %s%n",
                made.expires(), terms.path("until").asText());
        out.println("Give it to the partner over a channel that nobody else reads, and compare by telephone:");
        OwnersWord.fingerprints(made).forEach(line -> out.println("  " + line));
    }
}
