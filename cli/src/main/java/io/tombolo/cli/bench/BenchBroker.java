package io.tombolo.cli.bench;

import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.Logging;
import io.tombolo.kafka.EmbeddedKafka;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A Kafka node in a JVM of its own, so that its time is not counted as anybody else's. */
final class BenchBroker implements AutoCloseable {
    private final Process process;
    private final String bootstrapServers;

    private BenchBroker(Process process, String bootstrapServers) {
        this.process = process;
        this.bootstrapServers = bootstrapServers;
    }

    static BenchBroker start(Path folder) throws IOException {
        return start(folder, Map.of());
    }

    static BenchBroker start(Path folder, Map<String, String> overrides) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                BenchBroker.class.getName(),
                folder.toString()));
        overrides.forEach((key, value) -> command.add(key + "=" + value));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        // Its standard input is how it learns that this process has ended, in whichever way.
        BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String address = said.readLine();
        if (address == null) {
            throw new CommandException("the benchmark's broker did not start in " + folder);
        }
        return new BenchBroker(process, address);
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** The broker's own process: says its address, and ends when its standard input does. */
    public static void main(String[] arguments) throws IOException {
        Logging.quiet();
        Map<String, String> overrides = new HashMap<>();
        for (int i = 1; i < arguments.length; i++) {
            int equals = arguments[i].indexOf('=');
            overrides.put(arguments[i].substring(0, equals), arguments[i].substring(equals + 1));
        }
        try (EmbeddedKafka kafka =
                EmbeddedKafka.start(new EmbeddedKafka.Config(Path.of(arguments[0]), "127.0.0.1", 0, overrides))) {
            System.out.println(kafka.bootstrapServers());
            System.out.flush();
            while (System.in.read() >= 0) {
                // Its output is not read.
            }
        }
    }
}
