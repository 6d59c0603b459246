package io.tombolo.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real S3 server as a process of its own, with the bucket {@code logs}, that a test may stop and start again. */
public final class VersityGateway implements AutoCloseable {
    public static final String ACCESS_KEY = "tombolo-test";
    public static final String SECRET = "tombolo-test-secret";

    private final Path program;
    private final Path folder;
    private final int port;
    private Process process;

    private VersityGateway(Path program, Path folder, int port) throws IOException {
        this.program = program;
        this.folder = folder;
        this.port = port;
        this.process = begun();
    }

    /** Skips the test, with a message, where the program is not installed. */
    public static VersityGateway start(Path folder) throws IOException, InterruptedException {
        Optional<Path> program = program();
        assumeTrue(
                program.isPresent(),
                "versitygw is not on the PATH: go install github.com/versity/versitygw/cmd/versitygw@v1.8.0, and name it in"
                        + " TOMBOLO_VERSITYGW");
        System.setProperty("aws.accessKeyId", ACCESS_KEY);
        System.setProperty("aws.secretAccessKey", SECRET);
        Files.createDirectories(folder.resolve("data/logs"));
        Files.createDirectories(folder.resolve("metadata"));
        VersityGateway started = new VersityGateway(program.get(), folder, freePort());
        started.await();
        return started;
    }

    private static Optional<Path> program() {
        String named = System.getenv("TOMBOLO_VERSITYGW");
        Stream<Path> onPath = Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(dir -> Path.of(dir, "versitygw"));
        return (named == null ? onPath : Stream.of(Path.of(named)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Process begun() throws IOException {
        return new ProcessBuilder(List.of(
                        program.toString(),
                        "--access",
                        ACCESS_KEY,
                        "--secret",
                        SECRET,
                        "--port",
                        "127.0.0.1:" + port,
                        "--quiet",
                        "posix",
                        "--sidecar",
                        folder.resolve("metadata").toString(),
                        folder.resolve("data").toString()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    private void await() throws IOException, InterruptedException {
        long patience = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (true) {
            try (Socket connected = new Socket(InetAddress.getLoopbackAddress(), port)) {
                assertThat(connected.isConnected()).isTrue();
                return;
            } catch (IOException notYet) {
                boolean dead = process.waitFor(50, TimeUnit.MILLISECONDS);
                assertThat(dead || System.nanoTime() > patience)
                        .as("versitygw does not listen: %s", Files.readString(folder.resolve("log")))
                        .isFalse();
            }
        }
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** The place of a prefix of its bucket. */
    public String at(String prefix) {
        return "s3://logs/" + prefix + "?region=us-east-1&endpoint=" + endpoint();
    }

    public void stop() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    }

    public void startAgain() throws IOException, InterruptedException {
        process = begun();
        await();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
