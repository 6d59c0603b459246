package io.tombolo.connectors.database;

import io.tombolo.kafka.EmbeddedKafka;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A PostgreSQL of the machine's own, as Debian installs it, with a fresh cluster in a temporary folder. */
public final class PostgresServer implements PostgresDatabase {

    private final Path bin;
    private final Path dir;
    private final int port;

    private PostgresServer(Path bin, Path dir, int port) {
        this.bin = bin;
        this.dir = dir;
        this.port = port;
    }

    /** The newest installation, if there is one. */
    public static Optional<Path> installation() {
        Path versions = Path.of("/usr/lib/postgresql");
        if (!Files.isDirectory(versions)) {
            return Optional.empty();
        }
        try (Stream<Path> found = Files.list(versions)) {
            return found.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.naturalOrder());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    public static PostgresServer start(Path bin, String... settings) throws IOException {
        Path dir = Files.createTempDirectory("tombolo-postgres");
        int port = EmbeddedKafka.freePort(InetAddress.getLoopbackAddress());
        PostgresServer server = new PostgresServer(bin, dir, port);
        if (asRoot()) {
            run("chown", "-R", "postgres", dir.toString());
        }
        server.asServer(
                "initdb",
                "-D",
                dir.resolve("data").toString(),
                "-A",
                "trust",
                "-U",
                "postgres",
                "--no-sync",
                "-E",
                "UTF8");
        List<String> options = new ArrayList<>(
                List.of("listen_addresses=127.0.0.1", "port=" + port, "unix_socket_directories=" + dir, "fsync=off"));
        options.addAll(List.of(settings));
        StringBuilder arguments = new StringBuilder();
        options.forEach(option -> arguments.append(" -c ").append(option));
        server.asServer(
                "pg_ctl",
                "-D",
                dir.resolve("data").toString(),
                "-l",
                dir.resolve("log").toString(),
                "-w",
                "--timeout=240",
                "-o",
                arguments.toString(),
                "start");
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

    /** From now on every role but the superuser must give its password. */
    public void requirePasswords() throws IOException, SQLException {
        Files.writeString(
                dir.resolve("data").resolve("pg_hba.conf"),
                "host all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n");
        execute("SELECT pg_reload_conf()");
    }

    /** Starts pgbench on the database; it logs nothing, and ends after {@code seconds}. */
    public Process pgbench(Path script, int clients, int perSecond, int seconds) throws IOException {
        return new ProcessBuilder(
                        bin.resolve("pgbench").toString(),
                        "--no-vacuum",
                        "--file=" + script,
                        "--client=" + clients,
                        "--rate=" + perSecond,
                        "--time=" + seconds,
                        "--host=127.0.0.1",
                        "--port=" + port,
                        "--username=postgres",
                        "postgres")
                .redirectErrorStream(true)
                .redirectOutput(script.resolveSibling("pgbench.out").toFile())
                .start();
    }

    @Override
    public void close() throws IOException {
        asServer("pg_ctl", "-D", dir.resolve("data").toString(), "-m", "immediate", "stop");
        run("rm", "-rf", dir.toString());
    }

    private void asServer(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (asRoot()) {
            command.addAll(List.of("runuser", "-u", "postgres", "--"));
        }
        command.add(bin.resolve(program).toString());
        command.addAll(List.of(arguments));
        run(command.toArray(new String[0]));
    }

    private static boolean asRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static void run(String... command) throws IOException {
        Path output = Files.createTempFile("tombolo-postgres", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(Path.of("/").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (process.onExit().join().exitValue() != 0) {
                throw new IOException(String.join(" ", command) + ": " + Files.readString(output));
            }
        } finally {
            Files.delete(output);
        }
    }
}
