package io.tombolo.ledger.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bytecode in the sources is what the compiler makes of the contract; run where Node and solc are. */
class ContractCodeTest {
    private static final Path FOLDER = Path.of(
            System.getProperty("tombolo.root", "../.."),
            "ledgers/contract/src/main/resources/io/tombolo/ledger/contract");

    @Test
    void isWhatTheCompilerMakesOfTheSource(@TempDir Path directory) throws IOException, InterruptedException {
        Optional<String> modules = Optional.ofNullable(System.getenv("TOMBOLO_SOLC"));
        boolean node = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "node")));
        Assumptions.assumeTrue(
                node && modules.isPresent(),
                "NOT RUN: needs node on the PATH and in TOMBOLO_SOLC a node_modules folder with solc;"
                        + " npm install solc@0.8.37 brings it");
        Path made = directory.resolve("made.json");

        Process process = new ProcessBuilder(
                        "node",
                        FOLDER.resolve("compile.js").toAbsolutePath().toString(),
                        FOLDER.resolve("TomboloAnchors.sol").toAbsolutePath().toString(),
                        made.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("said").toFile())
                .start();
        int exit = process.waitFor();

        assertThat(exit).as(Files.readString(directory.resolve("said"))).isZero();
        JsonNode compiled = new ObjectMapper().readTree(made.toFile());
        assertThat(compiled)
                .isEqualTo(new ObjectMapper()
                        .readTree(FOLDER.resolve("TomboloAnchors.json").toFile()));
    }
}
