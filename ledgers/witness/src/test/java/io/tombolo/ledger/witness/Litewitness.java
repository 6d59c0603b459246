package io.tombolo.ledger.witness;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/** A foreign witness, {@code litewitness} of filippo.io/torchwood, as a process, with its key in an {@code ssh-agent}. */
public final class Litewitness implements AutoCloseable {
    private static final Pattern VKEY = Pattern.compile("vkey=(\\S+)");

    private final String name;
    private final Path folder;
    private final Path binary;
    private final int port;
    private final Process agent;
    private Process witness;

    /** Makes its key and starts, without any log. */
    public Litewitness(Path folder, String name) throws IOException, InterruptedException {
        this.binary = foreign("litewitness").orElseThrow();
        this.folder = Files.createDirectories(folder);
        this.name = name;
        try (ServerSocket free = new ServerSocket(0)) {
            this.port = free.getLocalPort();
        }
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "key");
        agent = begin(
                "agent.out", "ssh-agent", "-D", "-a", folder.resolve("agent").toString());
        Awaitility.await().atMost(Duration.ofMinutes(5)).until(() -> Files.exists(folder.resolve("agent")));
        run("ssh-add", "key");
        witness = start();
    }

    /** Skips a test where a program or what it needs is missing. */
    public static void assumeThere(String program, String... others) {
        Assumptions.assumeTrue(
                foreign(program).isPresent(),
                "NOT RUN: " + program
                        + " is neither in TOMBOLO_WITNESS_BIN nor on the PATH; CONTRIBUTING.md says where it is from");
        for (String other : others) {
            Assumptions.assumeTrue(
                    foreign(other).isPresent(),
                    "NOT RUN: " + other + ", which " + program + " needs, is not on the PATH");
        }
    }

    public static void assumeThere() {
        assumeThere("litewitness", "ssh-agent", "ssh-add", "ssh-keygen", "python3");
    }

    /** A program in one of the folders of {@code TOMBOLO_WITNESS_BIN} or of the PATH. */
    public static Optional<Path> foreign(String program) {
        String path = Optional.ofNullable(System.getenv("TOMBOLO_WITNESS_BIN")).orElse("")
                + File.pathSeparator
                + System.getenv("PATH");
        return Stream.of(path.split(File.pathSeparator))
                .filter(one -> !one.isBlank())
                .map(one -> Path.of(one, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private Process start() throws IOException, InterruptedException {
        String fingerprint = run("ssh-keygen", "-lf", "key.pub").split(" ", -1)[1];
        Process started = begin(
                "witness.out",
                binary.toString(),
                "-ssh-agent",
                folder.resolve("agent").toString(),
                "-name",
                name,
                "-key",
                fingerprint,
                "-db",
                "witness.db",
                "-listen",
                "127.0.0.1:" + port);
        try {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(5))
                    .ignoreExceptions()
                    .until(() -> HttpClient.newHttpClient()
                                    .send(
                                            HttpRequest.newBuilder(URI.create(url()))
                                                    .build(),
                                            BodyHandlers.discarding())
                                    .statusCode()
                            == 200);
        } catch (RuntimeException e) {
            throw new IllegalStateException(said(), e);
        }
        return started;
    }

    /** Has it know a log, as its {@code witnessctl} does. */
    public void trust(String origin, String vkey) throws IOException, InterruptedException {
        run("python3", "-c", """
                import sqlite3, sys
                db = sqlite3.connect("witness.db", timeout=60)
                empty = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
                db.execute("INSERT INTO log (origin, tree_size, tree_hash) VALUES (?, 0, ?)", (sys.argv[1], empty))
                db.execute("INSERT INTO key (origin, key) VALUES (?, ?)", (sys.argv[1], sys.argv[2]))
                db.commit()
                """, origin, vkey);
    }

    /** Kills it and starts it again, on the same port. */
    public void restart() throws IOException, InterruptedException {
        witness.destroyForcibly().waitFor();
        witness = start();
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** As it prints it. */
    public String vkey() throws IOException {
        Matcher found = VKEY.matcher(said());
        if (!found.find()) {
            throw new IllegalStateException("litewitness printed no vkey: " + said());
        }
        return found.group(1);
    }

    private String said() throws IOException {
        return Files.readString(folder.resolve("witness.out"));
    }

    private Process begin(String output, String... command) throws IOException {
        return builder(command).redirectOutput(folder.resolve(output).toFile()).start();
    }

    private String run(String... command) throws IOException, InterruptedException {
        Process process = builder(command).start();
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", command) + ": " + printed);
        }
        return printed;
    }

    private ProcessBuilder builder(String... command) {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of(command)))
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of("SSH_AUTH_SOCK", folder.resolve("agent").toString()));
        return builder;
    }

    @Override
    public void close() {
        witness.destroyForcibly();
        agent.destroyForcibly();
    }
}
