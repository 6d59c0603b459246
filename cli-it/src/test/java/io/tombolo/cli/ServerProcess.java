package io.tombolo.cli;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.Json;
import io.tombolo.house.DocPage;
import io.tombolo.kafka.EmbeddedKafka;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/** A {@code tombolo} command in a JVM of its own, so that it can be killed. */
final class ServerProcess implements AutoCloseable {
    private static final List<String> SHORT_LIVED = List.of(
            "-Xmx512m",
            "-XX:+UseSerialGC",
            // What the second compiler would cost is more than it would save.
            "-XX:TieredStopAtLevel=1");

    /** As {@code ./tombolo up} starts it. */
    private static final List<String> AS_SHIPPED = List.of(
            "-XX:+UseSerialGC",
            "-Xms256m",
            "-Xmx640m",
            "-Xmn200m",
            "-XX:MetaspaceSize=128m",
            "-XX:MaxMetaspaceSize=192m",
            "-XX:MaxDirectMemorySize=128m",
            "-Xss512k");

    /** Where Debezium's connectors are. */
    static final String PLUGINS = DocPage.ROOT.resolve("cli/target/app/plugins").toString();

    private static final List<Integer> ANY_PORTS = List.of(0, 0, 0, 0);

    private final Process process;
    private final Path output;
    private final Path data;

    private ServerProcess(Process process, Path output, Path data) {
        this.process = process;
        this.output = output;
        this.data = data;
    }

    static ServerProcess start(Path output, Path data, String... arguments) throws IOException {
        return start(quickly(), SharedClasses.classPath(), output, data, arguments);
    }

    /** Options for a JVM on {@link SharedClasses#classPath} that ends soon. */
    static List<String> quickly() throws IOException {
        return both(SHORT_LIVED, SharedClasses.options());
    }

    private static List<String> both(List<String> first, List<String> then) {
        return Stream.concat(first.stream(), then.stream()).toList();
    }

    private static ServerProcess start(List<String> jvm, String classPath, Path output, Path data, String... arguments)
            throws IOException {
        return start(List.of(), jvm, classPath, output, data, arguments);
    }

    private static List<String> command(
            List<String> before, List<String> jvm, String classPath, List<String> arguments) {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        command.addAll(List.of("-Dtombolo.plugins=" + PLUGINS, "-cp", classPath, "io.tombolo.cli.Main"));
        command.addAll(arguments);
        return command;
    }

    /** Runs a command to its end in a process of its own, behind another command's words, as {@code ip netns exec NAME}. */
    static Shell.Said run(List<String> before, Path temp, String... arguments)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile(temp, "out", "");
        Path err = Files.createTempFile(temp, "err", "");
        Process process = new ProcessBuilder(command(before, quickly(), SharedClasses.classPath(), List.of(arguments)))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("still running after 5 min: " + String.join(" ", arguments));
        }
        return new Shell.Said(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private static ServerProcess start(
            List<String> before, List<String> jvm, String classPath, Path output, Path data, String... arguments)
            throws IOException {
        Process process = new ProcessBuilder(command(before, jvm, classPath, List.of(arguments)))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        return new ServerProcess(process, output, data);
    }

    /** {@code up} on free ports, ready when this returns. */
    static ServerProcess up(Path data, String... more) throws IOException {
        return up(data, ANY_PORTS, more);
    }

    /** {@code up} on free ports behind another command's words, as {@code ip netns exec NAME}. */
    static ServerProcess up(List<String> before, Path data, String... more) throws IOException {
        return begin(before, quickly(), SharedClasses.classPath(), data, ANY_PORTS, more)
                .ready();
    }

    /** The same as users run it, for measurements; {@code tombolo.speed.jvm} may hold further options. */
    static ServerProcess upAsShipped(Path data) throws IOException {
        List<String> jvm = new ArrayList<>(AS_SHIPPED);
        String more = System.getProperty("tombolo.speed.jvm", "");
        jvm.addAll(more.isEmpty() ? List.of() : List.of(more.split(" ", -1)));
        return begin(jvm, SharedClasses.classPath(), data, ANY_PORTS, "--seal-age=PT0.2S")
                .ready();
    }

    /** The same on a class path and with options of one's own. */
    static ServerProcess up(List<String> options, String classPath, Path data) throws IOException {
        return begin(both(SHORT_LIVED, options), classPath, data, ANY_PORTS).ready();
    }

    /** Ports that are free now, for a server that shall come back on the same: none that a system hands out by itself meanwhile. */
    static List<Integer> freePorts(int count) {
        return freePorts(count, InetAddress.getLoopbackAddress());
    }

    /** The same on another address: a port that is free on 127.0.0.1 may be in use there. */
    static List<Integer> freePorts(int count, InetAddress address) {
        return Stream.generate(() -> EmbeddedKafka.freePort(address))
                .distinct()
                .limit(count)
                .toList();
    }

    /** {@code up} on these ports: Kafka's, the registry's, Connect's, the read side's, and push's if there are five. */
    static ServerProcess up(Path data, List<Integer> ports, String... more) throws IOException {
        List<String> quick = new ArrayList<>(List.of("--seal-age=PT0.2S", "--anchor-interval=PT0.3S"));
        quick.addAll(List.of(more));
        return begin(quickly(), SharedClasses.classPath(), data, ports, quick.toArray(String[]::new))
                .ready();
    }

    /** {@code up} on these ports, which has only begun to start when this returns. */
    static ServerProcess begin(Path data, List<Integer> ports) throws IOException {
        return begin(
                quickly(), SharedClasses.classPath(), data, ports, "--seal-age=PT0.2S", "--anchor-interval=PT0.3S");
    }

    private static ServerProcess begin(
            List<String> jvm, String classPath, Path data, List<Integer> ports, String... more) throws IOException {
        return begin(List.of(), jvm, classPath, data, ports, more);
    }

    private static ServerProcess begin(
            List<String> before, List<String> jvm, String classPath, Path data, List<Integer> ports, String... more)
            throws IOException {
        Path output = data.resolveSibling(data.getFileName() + ".out");
        List<String> arguments = new ArrayList<>(List.of(
                "up",
                "--data",
                data.toString(),
                "--kafka-port=" + ports.get(0),
                "--registry-port=" + ports.get(1),
                "--connect-port=" + ports.get(2),
                "--api-port=" + ports.get(3),
                "--push-port=" + (ports.size() > 4 ? ports.get(4) : 0),
                // A busy machine is not what these tests are about.
                "--start-timeout=PT10M"));
        arguments.addAll(List.of(more));
        return start(before, jvm, classPath, output, data, arguments.toArray(String[]::new));
    }

    /** Waits until it is ready. */
    ServerProcess ready() throws IOException {
        try {
            await().atMost(Duration.ofMinutes(15))
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> Files.exists(data.resolve("endpoints.json")) || !process.isAlive());
        } catch (ConditionTimeoutException e) {
            close();
            throw new AssertionError("up is not ready: " + said(), e);
        }
        if (!process.isAlive()) {
            throw new AssertionError("up ended: " + said());
        }
        return this;
    }

    long pid() {
        return process.pid();
    }

    String said() throws IOException {
        return Files.readString(output, StandardCharsets.UTF_8);
    }

    String api() throws IOException {
        JsonNode endpoints = Json.MAPPER.readTree(data.resolve("endpoints.json").toFile());
        return endpoints.path("api").asText();
    }

    /** As {@code kill -9} does; what a stopped server would have tidied up stays. */
    void kill() throws IOException, InterruptedException {
        process.destroyForcibly();
        process.waitFor();
        Files.deleteIfExists(data.resolve("endpoints.json"));
    }

    /** As SIGTERM does. */
    int stop() throws InterruptedException {
        process.destroy();
        return waitFor();
    }

    int waitFor() throws InterruptedException {
        if (!process.waitFor(15, TimeUnit.MINUTES)) {
            throw new AssertionError(
                    "still running after 15 min: " + process.info().commandLine());
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
