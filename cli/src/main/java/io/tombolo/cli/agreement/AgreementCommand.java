package io.tombolo.cli.agreement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.agreements.Action;
import io.tombolo.agreements.Agreement;
import io.tombolo.agreements.AgreementFile;
import io.tombolo.agreements.Step;
import io.tombolo.agreements.http.AgreementClient;
import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Input;
import io.tombolo.cli.shell.Json;
import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.merkle.note.NoteVerifier;
import io.tombolo.terminal.Table;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "agreement",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Agrees with another organisation what it may read, and suspends, resumes and ends that.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Exit code 1: the owner's node refused. More: docs/agreements.md."})
public final class AgreementCommand implements Callable<Integer> {
    private static final long FILE_LIMIT = 4L << 20;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return ExitCode.WRONG;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    @Command(
            name = "key",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description =
                    "Shows the key with which an organisation signs agreements, for the other side; a missing one is made.")
    Integer key(
            @Parameters(paramLabel = "DOMAIN", description = "the organisation, as partner.example")
                    String organisation,
            @Option(
                            names = "--key",
                            required = true,
                            paramLabel = "FILE",
                            description = "its private key, PEM (PKCS#8)")
                    Path file) {
        if (!Files.exists(file)) {
            AgreementNode.writeSecret(file, Ed25519Keys.toPem(Ed25519Keys.generate()));
        }
        KeyPair pair = AgreementNode.key(file);
        out().println(NoteVerifier.ed25519(organisation, pair.getPublic()).vkey());
        out().flush();
        return ExitCode.GOOD;
    }

    @Command(
            name = "offer",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Offers a dataset to a partner; the server signs it for the dataset's owner.")
    Integer offer(
            @Option(
                            names = "--dataset",
                            required = true,
                            paramLabel = "DATASET",
                            description = "as acme.example/flights")
                    String dataset,
            @Option(
                            names = "--partner",
                            required = true,
                            paramLabel = "VKEY",
                            description = "the partner's key, as its tombolo agreement key shows it")
                    String partner,
            @Option(names = "--purpose", required = true, paramLabel = "TEXT", description = "what it may be used for")
                    String purpose,
            @Option(
                            names = "--valid",
                            required = true,
                            paramLabel = "DURATION",
                            description = "how long, as 365d, from --from on")
                    Duration valid,
            @Option(names = "--from", paramLabel = "TIME", description = "ISO 8601 (default: now)") @Nullable Instant from,
            @Option(
                            names = "--groups",
                            split = ",",
                            paramLabel = "GROUP",
                            description = "groups of protected fields that it may read")
                    @Nullable List<String> groups,
            @Option(
                            names = "--price",
                            defaultValue = "0",
                            paramLabel = "AMOUNT",
                            description = "of a million change events (default: ${DEFAULT-VALUE})")
                    String price,
            @Option(
                            names = "--currency",
                            defaultValue = "EUR",
                            paramLabel = "CODE",
                            description = "ISO 4217 (default: ${DEFAULT-VALUE})")
                    String currency,
            @Option(
                            names = "--rate",
                            defaultValue = "10000000",
                            paramLabel = "BYTES",
                            description = "per second, at most, on average (default: ${DEFAULT-VALUE})")
                    long rate,
            @Option(
                            names = "--key-cache",
                            defaultValue = "0s",
                            paramLabel = "DURATION",
                            description = "how long it may keep field keys, at most 5m (default: ${DEFAULT-VALUE})")
                    Duration keyCache,
            @Option(
                            names = {"-o", "--output"},
                            paramLabel = "FILE",
                            description = "write the offer, for the partner")
                    @Nullable Path output,
            @Mixin AgreementNode node) {
        Instant begin = (from == null ? Instant.now() : from).truncatedTo(ChronoUnit.SECONDS);
        ObjectNode terms = Json.MAPPER
                .createObjectNode()
                .put("dataset", dataset)
                .put("consumer", partner)
                .put("purpose", purpose)
                .put("from", begin.toString())
                .put("until", begin.plus(valid).truncatedTo(ChronoUnit.SECONDS).toString())
                .put("price_per_million", price)
                .put("currency", currency)
                .put("bytes_per_second", rate)
                .put("key_cache_seconds", keyCache.toSeconds());
        (groups == null ? List.<String>of() : groups).forEach(terms.putArray("groups")::add);
        return node.run(out(), client -> written(client.offer(terms), output));
    }

    private static Agreement written(Agreement agreement, @Nullable Path file) {
        if (file != null) {
            AgreementNode.write(file, Json.text(AgreementFile.write(agreement)) + "\n");
        }
        return agreement;
    }

    @Command(
            name = "accept",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Accepts an owner's offer, and writes the credentials that it gives.")
    Integer accept(
            @Parameters(paramLabel = "FILE", description = "the offer, as tombolo agreement offer -o wrote it")
                    Path file,
            @Option(
                            names = "--key",
                            required = true,
                            paramLabel = "FILE",
                            description = "your organisation's private key")
                    Path keyFile,
            @Option(
                            names = "--credentials",
                            paramLabel = "DIR",
                            description = "write DIR/client.properties and DIR/ca.pem, for your clients")
                    @Nullable Path folder,
            @Option(
                            names = {"-o", "--output"},
                            paramLabel = "FILE",
                            description = "write the agreement, signed by both")
                    @Nullable Path output,
            @Mixin AgreementNode node) {
        KeyPair key = AgreementNode.key(keyFile);
        return node.run(out(), client -> {
            Agreement offered = AgreementFile.read(Input.read(file, FILE_LIMIT));
            Agreement agreed = sign(client, offered, Action.ACCEPT, Step.NO_REASON, key);
            if (folder != null) {
                GivenCredentials.write(client.credentials(agreed, key, Instant.now()), agreed, keyFile, folder);
            }
            return written(agreed, output);
        });
    }

    private static Agreement sign(AgreementClient client, Agreement before, Action action, String reason, KeyPair key) {
        String organisation = before.terms().consumer().name();
        return client.take(
                before.id(), before.next(action, Instant.now(), reason).signed(organisation, key), Optional.empty());
    }

    @Command(name = "list", mixinStandardHelpOptions = true, sortOptions = false, description = "Lists all agreements.")
    Integer list(@Mixin AgreementNode node) {
        return node.guarded(out(), () -> {
            JsonNode all = node.client().list();
            if (node.output.isGiven()) {
                out().println(Json.text(Map.of("agreements", all)));
                return;
            }
            Table table = new Table("agreement", "partner", "dataset", "state", "until", "in force");
            all.forEach(one -> table.add(
                    one.path("id").asText(),
                    one.path("consumer").asText(),
                    one.path("dataset").asText(),
                    one.path("state").asText(),
                    one.path("until").asText(),
                    one.path("in_force").asBoolean() ? "yes" : "no"));
            out().print(table);
        });
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description =
                    "Shows an agreement with all its signed steps; to its owner also the partner's access, and what of it was corrected.")
    Integer show(
            @Parameters(paramLabel = "ID", description = "as the list shows it") String id, @Mixin AgreementNode node) {
        return node.guarded(out(), () -> {
            JsonNode json = node.client().show(id);
            if (node.output.isGiven()) {
                out().println(Json.text(json));
            } else {
                AgreementNode.print(out(), json);
            }
        });
    }

    @Command(
            name = "suspend",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Interrupts the access at once; the credentials stay.")
    Integer suspend(
            @Parameters(paramLabel = "ID", description = "as the list shows it") String id,
            @Mixin StepOptions step,
            @Mixin AgreementNode node) {
        return act(Action.SUSPEND, id, step, node);
    }

    @Command(
            name = "resume",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Lets a suspended access continue, for the side that suspended it.")
    Integer resume(
            @Parameters(paramLabel = "ID", description = "as the list shows it") String id,
            @Mixin StepOptions step,
            @Mixin AgreementNode node) {
        return act(Action.RESUME, id, step, node);
    }

    @Command(
            name = "end",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description =
                    "Ends an agreement permanently, or declines an offer: access, credentials and tokens end with it.")
    Integer end(
            @Parameters(paramLabel = "ID", description = "as the list shows it") String id,
            @Mixin StepOptions step,
            @Mixin AgreementNode node) {
        return act(Action.END, id, step, node);
    }

    /** Who takes a step, and why. */
    static final class StepOptions {
        @Option(names = "--reason", defaultValue = Step.NO_REASON, paramLabel = "TEXT", description = "signed with it")
        String reason = Step.NO_REASON;

        @Option(
                names = "--key",
                paramLabel = "FILE",
                description = "as the partner: its private key (default: the server signs for the owner)")
        @Nullable Path key;
    }

    private int act(Action action, String id, StepOptions step, AgreementNode node) {
        @Nullable Path key = step.key;
        if (!id.matches("[0-9a-f]{32}")) {
            throw new CommandException("agreement '" + id + "': must be 32 hexadecimal digits, as the list shows it");
        }
        return node.run(
                out(),
                client -> key == null
                        ? client.act(id, action.name().toLowerCase(Locale.ROOT), step.reason)
                        : sign(client, client.find(id), action, step.reason, AgreementNode.key(key)));
    }
}
