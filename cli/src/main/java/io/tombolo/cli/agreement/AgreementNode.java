package io.tombolo.cli.agreement;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.agreements.Agreement;
import io.tombolo.agreements.AgreementFile;
import io.tombolo.agreements.http.AgreementClient;
import io.tombolo.agreements.http.AgreementRefusedException;
import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.JsonOption;
import io.tombolo.cli.shell.Server;
import io.tombolo.http.HttpAccess;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.note.Ed25519Keys;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyPair;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The owner's node that a command asks, and how the answer is shown. */
final class AgreementNode {
    /** The address, in the file that a partner gets. */
    static final String AGREEMENTS = "tombolo.agreements";

    @Mixin
    Server server = new Server();

    @Option(
            names = "--at",
            paramLabel = "URL",
            description =
                    "the owner's agreements, as its tombolo up shows them (default: what --connection or --server names)")
    @Nullable URI at;

    @Option(
            names = "--authorities",
            paramLabel = "FILE",
            description = "with --at: PEM file of the authorities of the owner's certificate")
    @Nullable Path authorities;

    @Mixin
    JsonOption output = new JsonOption();

    /** What a command asks for. */
    interface Asking {
        Agreement ask(AgreementClient client);
    }

    AgreementClient client() {
        if (at != null) {
            HttpAccess access = authorities == null
                    ? server.connection().http()
                    : new HttpAccess(Optional.of(authorities), Optional.empty());
            return new AgreementClient(at, access.http(AgreementClient.LIMITS));
        }
        @Nullable String known = server.connection().settings().get(AGREEMENTS);
        String url = known != null
                ? known
                : server.getJson("/api/v1/endpoints").path("agreements").asText();
        if (url.isEmpty()) {
            throw new CommandException("the server at " + server.url() + " does not say where its agreements are");
        }
        return new AgreementClient(URI.create(url), server.connection().http().http(AgreementClient.LIMITS));
    }

    /** Asks, prints what comes back, and returns the exit code. */
    int run(PrintWriter out, Asking asking) {
        return guarded(out, () -> print(out, asking.ask(client())));
    }

    /** Runs it, with refusals printed and what does not work as an exception of the commands. */
    int guarded(PrintWriter out, Runnable command) {
        try {
            command.run();
            return ExitCode.GOOD;
        } catch (AgreementRefusedException e) {
            out.println(
                    output.isGiven()
                            ? Json.text(Map.of("refusal", e.kind(), "detail", String.valueOf(e.getMessage())))
                            : e.getMessage());
            return ExitCode.REFUSED;
        } catch (MalformedException | IllegalArgumentException | UncheckedIOException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        } finally {
            out.flush();
        }
    }

    void print(PrintWriter out, Agreement agreement) {
        if (output.isGiven()) {
            out.println(Json.text(AgreementFile.write(agreement)));
        } else {
            print(out, AgreementFile.write(agreement));
        }
    }

    static void print(PrintWriter out, JsonNode json) {
        out.printf(
                "Agreement %s: %s%n",
                json.path("id").asText(), json.path("state").asText());
        out.printf("  %s gives %s %s%n", text(json, "provider"), text(json, "consumer"), text(json, "dataset"));
        out.printf("  purpose  %s%n", text(json, "purpose"));
        out.printf("  period   %s until %s%n", text(json, "from"), text(json, "until"));
        out.printf(
                "  price    %s %s for a million events, %s bytes per second%n",
                text(json, "price_per_million"), text(json, "currency"), text(json, "bytes_per_second"));
        json.path("signed")
                .forEach(step -> out.printf(
                        "  %s  %s by %s%s%n",
                        text(step, "at"),
                        text(step, "action"),
                        text(step, "by"),
                        text(step, "reason").equals("-") ? "" : ": " + text(step, "reason")));
        JsonNode access = json.path("access");
        if (!access.isMissingNode()) {
            out.printf(
                    "  Kafka user %s, %s%n",
                    text(access, "user"),
                    access.path("has_password").asBoolean() ? "which has a password" : "which has no password");
            access.path("corrected")
                    .forEach(drift -> out.printf("  corrected at %s: %s%n", text(drift, "at"), text(drift, "what")));
        }
    }

    private static String text(JsonNode json, String field) {
        return json.path(field).asText();
    }

    /** An organisation's key. */
    static KeyPair key(Path file) {
        try {
            return Ed25519Keys.fromPem(Files.readString(file));
        } catch (IOException e) {
            throw new CommandException("key " + file + ": can't be read (" + e + ")", e);
        } catch (MalformedException e) {
            throw new CommandException("key " + file + ": " + e.getMessage(), e);
        }
    }

    static void write(Path file, String text) {
        try {
            if (file.toAbsolutePath().getParent() != null) {
                Files.createDirectories(file.toAbsolutePath().getParent());
            }
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new CommandException("file " + file + " can't be written (" + e + ")", e);
        }
    }

    /** For its owner's eyes only, from its first byte on. */
    static void writeSecret(Path file, String text) {
        try {
            Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
            Path draft = Files.createTempFile(folder, "secret", ".new");
            Files.writeString(draft, text);
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new CommandException("file " + file + " can't be written (" + e + ")", e);
        }
    }
}
