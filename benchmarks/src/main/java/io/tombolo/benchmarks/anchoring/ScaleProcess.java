package io.tombolo.benchmarks.anchoring;

import io.tombolo.http.BoundedHttp;
import io.tombolo.http.HttpLimits;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A {@link ScaleSubject} from outside. */
final class ScaleProcess implements AutoCloseable {
    /** Without it, logback would write everything down to Kafka's own details. */
    private static final String LOGGING = """
            <configuration>
              <appender name="err" class="ch.qos.logback.core.ConsoleAppender">
                <target>System.err</target>
                <encoder><pattern>%d %-5level %logger{20} %msg %kvp%n%ex{6}</pattern></encoder>
              </appender>
              <logger name="io.tombolo" level="INFO"/>
              <logger name="org.apache.kafka.streams" level="INFO"/>
              <root level="WARN"><appender-ref ref="err"/></root>
            </configuration>
            """;

    private final Process process;
    private final BufferedReader said;
    private final Writer told;
    private final BoundedHttp http = new BoundedHttp(new HttpLimits(Duration.ofMinutes(1), 16 << 20, 0));
    private String address = "";

    private ScaleProcess(Process process) {
        this.process = process;
        this.said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.told = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Starts the process and returns at once. */
    static ScaleProcess start(ScaleBenchmark.Config config, int partitions, String kind) throws IOException {
        Path logging = Files.writeString(config.dir().resolve("logback.xml"), LOGGING);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(config.javaOptions());
        command.addAll(List.of(
                "-Dlogback.configurationFile=" + logging,
                "-cp",
                System.getProperty("java.class.path"),
                ScaleSubject.class.getName(),
                config.bootstrapServers(),
                config.dir().resolve(kind + partitions).toString(),
                Integer.toString(partitions),
                kind));
        return new ScaleProcess(new ProcessBuilder(command)
                .redirectError(config.dir().resolve(kind + partitions + ".log").toFile())
                .start());
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits until it says that it runs. */
    void awaitRunning() throws IOException {
        String line = next("HTTP ", "RUNNING");
        address = line.startsWith("HTTP ") ? line.substring(5) : "";
    }

    /** A metric's value, 0 when it is not there. */
    double metric(String name) throws IOException, InterruptedException {
        String body = http.send(
                        HttpRequest.newBuilder(URI.create(address + "/metrics")).build())
                .text();
        Matcher line = Pattern.compile("(?m)^" + Pattern.quote(name) + "(?:\\{[^}]*})? (\\S+)$")
                .matcher(body);
        return line.find() ? Double.parseDouble(line.group(1)) : 0;
    }

    /** Bytes of live heap, after a collection. */
    long heap() throws IOException {
        told.write("heap\n");
        told.flush();
        return Long.parseLong(next("HEAP ").substring(5));
    }

    /** Highest resident memory so far in bytes; -1 where the system doesn't say. */
    long resident() {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
                    .findFirst()
                    .orElse(-1);
        } catch (IOException e) {
            return -1;
        }
    }

    private String next(String... starts) throws IOException {
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            for (String start : starts) {
                if (line.startsWith(start)) {
                    return line;
                }
            }
        }
        throw new IllegalStateException("the process under test has ended; its log is in the benchmark's folder");
    }

    /** As by kill -9. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
