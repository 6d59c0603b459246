package io.tombolo.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Real peers by {@code docker/fabric/network}, as an operator has them: a folder with one ledger file for each organisation. */
final class FabricNetwork implements AutoCloseable {
    private static final List<String> BINARIES = List.of("peer", "orderer", "configtxgen", "cryptogen", "osnadmin");

    private final Path directory;

    private FabricNetwork(Path directory) {
        this.directory = directory;
    }

    /** Skips the test with a message where Fabric's binaries are missing. */
    static FabricNetwork up(Path directory) {
        String path =
                System.getenv().getOrDefault("TOMBOLO_FABRIC_BIN", "") + File.pathSeparator + System.getenv("PATH");
        boolean found = BINARIES.stream()
                .allMatch(name -> Stream.of(path.split(File.pathSeparator))
                        .filter(folder -> !folder.isBlank())
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, name))));
        Assumptions.assumeTrue(
                found, "NOT RUN: Fabric's " + BINARIES + " are neither in TOMBOLO_FABRIC_BIN nor on the PATH");
        FabricNetwork network = new FabricNetwork(directory);
        network.run("up", "--while", Long.toString(ProcessHandle.current().pid()));
        return network;
    }

    Path file(String name) {
        return directory.resolve(name);
    }

    private void run(String command, String... more) {
        Path root = Path.of(System.getProperty("tombolo.root", ".."));
        List<String> line = new ArrayList<>(
                List.of(root.resolve("docker/fabric/network").toString(), command, "--dir", directory.toString()));
        line.addAll(List.of(more));
        Path output = directory.resolveSibling(directory.getFileName() + "." + command);
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile());
        try {
            Process process = builder.start();
            if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new AssertionError("network " + command + ": " + Files.readString(output));
            }
        } catch (IOException e) {
            throw new AssertionError("network " + command, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("network " + command, e);
        }
    }

    @Override
    public void close() {
        run("down", "--delete");
    }
}
