package io.tombolo.demo;

import io.tombolo.server.ServerException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A command of this program in a process of its own, with nothing of this one's but the jars. */
final class Child implements AutoCloseable {
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    /** What a JVM's start depends on, and nothing that says how large it may become. */
    private static final List<String> INHERITED = List.of(
            "-Dtombolo.",
            "-XX:SharedArchiveFile",
            "-XX:TieredStopAtLevel",
            "-XX:+UseSerialGC",
            "-Xshare",
            "-Xlog:cds",
            "--enable-native-access",
            "--sun-misc");

    private final Process process;
    private final Path output;
    private final Path errors;

    private Child(Process process, Path output, Path errors) {
        this.process = process;
        this.output = output;
        this.errors = errors;
    }

    /**
     * What a command printed, and how it ended.
     *
     * @param seconds how long it took
     */
    record Said(int exitCode, List<String> out, List<String> err, double seconds) {}

    /** Starts one in that folder. */
    static Child start(Path folder, String heap, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(JAVA, "-Xmx" + heap));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> INHERITED.stream().anyMatch(option::startsWith))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.tombolo.cli.Main"));
        command.addAll(arguments);
        try {
            Path logs = Files.createDirectories(folder.resolve("printed"));
            Path output = Files.createTempFile(logs, arguments.get(0), ".out");
            Path errors = Files.createTempFile(logs, arguments.get(0), ".err");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile());
            builder.environment().keySet().removeAll(List.of("TOMBOLO_SERVER", "TOMBOLO_CONNECTION"));
            return new Child(builder.start(), output, errors);
        } catch (IOException e) {
            throw new ServerException("another Java process can't be started: " + e.getMessage(), e);
        }
    }

    /** Runs one to its end. */
    static Said run(Path folder, List<String> arguments) throws InterruptedException {
        long began = System.nanoTime();
        try (Child child = start(folder, "256m", arguments)) {
            return child.ended(began);
        }
    }

    /** Waits for its end. */
    Said ended(long since) throws InterruptedException {
        int exitCode = process.waitFor();
        double seconds = (System.nanoTime() - since) / 1e9;
        return new Said(exitCode, lines(output), lines(errors), seconds);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** How many lines it has printed. */
    long printed() {
        try (Stream<String> lines = Files.lines(output)) {
            return lines.count();
        } catch (IOException e) {
            throw new ServerException("file " + output + " can't be read: " + e.getMessage(), e);
        }
    }

    List<String> all() {
        return Stream.of(output, errors).flatMap(file -> lines(file).stream()).toList();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new ServerException("file " + file + " can't be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
