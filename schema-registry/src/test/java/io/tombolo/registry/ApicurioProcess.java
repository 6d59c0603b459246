package io.tombolo.registry;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/** Apicurio Registry as a process of its own, with its schemas in memory, on a free port of the loopback address. */
final class ApicurioProcess implements AutoCloseable {

    private static final Pattern LISTENING = Pattern.compile("Listening on: (http://127\\.0\\.0\\.1:\\d+)");

    private final Process process;
    private final Path log;

    private ApicurioProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Skips the test with a message where the program was not unpacked. */
    static ApicurioProcess start(Path folder) throws IOException {
        Path jar = Path.of(System.getProperty("tombolo.apicurio", "target/apicurio/none.jar"));
        if (!Files.exists(jar)) {
            String why = "no " + jar + ": mvn verify downloads and unpacks it";
            System.err.println("SKIPPED: the registry that is not ours was not run: " + why);
            Assumptions.abort(why);
        }
        Path log = folder.resolve("apicurio.log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx300m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Dquarkus.http.host=127.0.0.1",
                        "-Dquarkus.http.port=0",
                        "-Dquarkus.log.console.color=false",
                        "-Dquarkus.log.category.\"io.quarkus\".level=INFO",
                        "-jar",
                        jar.toAbsolutePath().toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new ApicurioProcess(process, log);
    }

    /** Where it speaks Confluent's protocol, once it does. */
    String url() {
        return await().atMost(Duration.ofMinutes(5)).until(this::address, address -> !address.isEmpty())
                + "/apis/ccompat/v7";
    }

    private String address() throws IOException {
        String said = Files.readString(log);
        if (!process.isAlive()) {
            throw new IllegalStateException("Apicurio ended: " + said);
        }
        Matcher listening = LISTENING.matcher(said);
        return listening.find() ? listening.group(1) : "";
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
