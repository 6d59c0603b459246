package io.tombolo.connectors.database;

import static org.awaitility.Awaitility.await;

import io.tombolo.kafka.EmbeddedKafka;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A MariaDB of the machine's own, as Debian installs it, with fresh tables in a temporary folder; its root has no password. */
public final class MariaDbServer implements MariaDbDatabase {

    private final Process process;
    private final Path dir;
    private final int port;

    private MariaDbServer(Process process, Path dir, int port) {
        this.process = process;
        this.dir = dir;
        this.port = port;
    }

    /** The server's program, if it is installed. */
    public static Optional<Path> installation() {
        return Stream.of("/usr/sbin/mariadbd", "/usr/libexec/mariadbd")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    public static MariaDbServer start(Path program, String... settings) throws IOException, InterruptedException {
        Path dir = Files.createTempDirectory("tombolo-mariadb");
        Path data = dir.resolve("data");
        // A server that starts deletes the temporary tables in its folder, and would delete another server's in /tmp.
        Path temporary = Files.createDirectory(dir.resolve("tmp"));
        String user = System.getProperty("user.name");
        FreshData.into(
                data,
                "mariadb",
                () -> run(
                        dir,
                        "mariadb-install-db",
                        "--no-defaults",
                        "--datadir=" + data,
                        "--tmpdir=" + temporary,
                        "--auth-root-authentication-method=normal",
                        "--skip-test-db",
                        "--user=" + user));
        int port = EmbeddedKafka.freePort(InetAddress.getLoopbackAddress());
        List<String> command = new ArrayList<>(List.of(
                program.toString(),
                "--no-defaults",
                "--datadir=" + data,
                "--tmpdir=" + temporary,
                "--socket=" + dir.resolve("socket"),
                "--pid-file=" + dir.resolve("pid"),
                "--bind-address=127.0.0.1",
                "--port=" + port,
                "--user=" + user,
                "--skip-name-resolve",
                "--innodb-flush-log-at-trx-commit=0"));
        command.addAll(List.of(settings));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("log").toFile())
                .start();
        MariaDbServer server = new MariaDbServer(process, dir, port);
        await().atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .until(() -> {
                    server.execute("SELECT 1");
                    return true;
                });
        return server;
    }

    @Override
    public String host() {
        return "127.0.0.1";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly().onExit().join();
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static void run(Path dir, String... command) throws IOException, InterruptedException {
        Path output = dir.resolve("install.out");
        int exit = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException(String.join(" ", command) + ": " + Files.readString(output));
        }
    }
}
