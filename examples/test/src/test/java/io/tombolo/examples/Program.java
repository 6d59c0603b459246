package io.tombolo.examples;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A Java program in a process of its own, and what it printed. */
final class Program implements AutoCloseable {
    static final Path ROOT = Path.of(System.getProperty("tombolo.root", "../.."));

    /** Longer than anything takes on a machine with much else to do. */
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private final Process process;
    private final Path output;

    private Program(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** The command line, as {@code ./tombolo} starts it. */
    static Program tombolo(Path output, String... arguments) throws IOException {
        Path app = ROOT.resolve("cli/target/app");
        return start(
                output,
                List.of("-Dtombolo.plugins=" + app.resolve("plugins"), "-cp", app + "/*", "io.tombolo.cli.Main"),
                arguments);
    }

    /** An example, as its README starts it. */
    static Program example(String name, String main, Path output, String... arguments) throws IOException {
        String classPath = jar(name) + File.pathSeparator + jar(name).resolveSibling("lib/*");
        return start(output, List.of("-cp", classPath, main), arguments);
    }

    static boolean isBuilt(String name) {
        return Files.exists(jar(name));
    }

    private static Path jar(String name) {
        return ROOT.resolve("examples").resolve(name).resolve("target").resolve(name + "-1.0-SNAPSHOT.jar");
    }

    private static Program start(Path output, List<String> program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
        command.addAll(program);
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(output.toAbsolutePath().getParent().toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        return new Program(process, output);
    }

    /** Waits until it has printed what is awaited. */
    void until(Predicate<String> printed) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> printed.test(said()) || !process.isAlive());
        if (!printed.test(said())) {
            throw new AssertionError("it ended with " + process.exitValue() + ": " + said());
        }
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toMinutes(), TimeUnit.MINUTES)) {
            throw new AssertionError("still running: " + said());
        }
        return process.exitValue();
    }

    String said() {
        try {
            return Files.readString(output, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
