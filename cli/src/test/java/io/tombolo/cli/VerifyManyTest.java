package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tombolo verify} of folders and of several files. */
final class VerifyManyTest {
    private static final Path VECTORS =
            Path.of(System.getProperty("tombolo.root", "..")).resolve("schemas/vectors/evidence");

    @TempDir
    Path folder = Path.of("unset");

    private String policy = "";

    @BeforeEach
    void lay() throws IOException {
        policy = lay("policy.json", "policy.json");
        lay("good-anchored.json", "good.json");
        lay("set-run.json", "sub/run.JSON");
        lay("altered-value.json", "sub/bad.json");
        Files.writeString(folder.resolve("notes.txt"), "no evidence");
    }

    private String lay(String vector, String name) throws IOException {
        Path to = folder.resolve(name);
        Files.createDirectories(to.getParent());
        return Files.copy(VECTORS.resolve(vector), to).toString();
    }

    @Test
    void aFolderIsCountedByVerdictAndWhatIsRefusedIsListed() {
        Shell.Said said = Shell.run("verify", folder.toString(), "--policy", policy);

        assertThat(said.exitCode()).isEqualTo(1);
        assertThat(said.err()).isEmpty();
        assertThat(said.out())
                .startsWith("ALTERED      " + folder.resolve("sub/bad.json") + "  ")
                .contains("  verdict   files\n  ALTERED       1\n  ANCHORED      2\n")
                .containsPattern("  3 files in [0-9.]+ s; longest: [0-9.]+ s /")
                .contains("The ledger is a development one")
                .doesNotContain("No policy given", "notes.txt", "UNREADABLE");
    }

    @Test
    void filesThatAreAllGoodEndWithZero() {
        String good = folder.resolve("good.json").toString();
        Shell.Said trusted =
                Shell.run("verify", good, folder.resolve("sub/run.JSON").toString(), "--policy", policy);
        Shell.Said inspected =
                Shell.run("verify", good, folder.resolve("sub/run.JSON").toString(), good);

        assertThat(trusted.exitCode()).isZero();
        assertThat(trusted.out()).startsWith("  verdict   files\n  ANCHORED      2\n");
        assertThat(inspected.exitCode()).isZero();
        assertThat(inspected.out())
                .startsWith("  verdict  files\n  INTACT       2\n")
                .contains("No policy given: who signed was not checked.");
    }

    @Test
    void aFileThatCantBeReadIsRefusedAndTheOthersAreVerified() throws IOException {
        Files.createSymbolicLink(folder.resolve("a-broken.json"), Path.of("nowhere"));
        String missing = folder.resolve("missing.json").toString();

        Shell.Said said = Shell.run("verify", folder.toString(), missing, "--policy", policy);

        assertThat(said.exitCode()).isEqualTo(1);
        assertThat(said.out())
                .startsWith("UNREADABLE   " + folder.resolve("a-broken.json") + "  is a link that leads to no file\n")
                .contains("UNREADABLE   " + missing + "  there is no such file\n")
                .contains("  ANCHORED        2\n  UNREADABLE      2\n");
    }

    @Test
    void jsonIsALineForEachFileAndTheSummaryIsElsewhere() throws IOException {
        Shell.Said said = Shell.run(
                "verify", "--json", folder.toString(), folder.resolve("none").toString(), "--policy", policy);

        List<JsonNode> lines = new ArrayList<>();
        for (String line : said.out().lines().toList()) {
            lines.add(Json.MAPPER.readTree(line));
        }
        assertThat(said.exitCode()).isEqualTo(1);
        assertThat(lines)
                .extracting(line -> line.path("verdict").asText())
                .containsExactly("ANCHORED", "ALTERED", "ANCHORED", "UNREADABLE");
        assertThat(lines)
                .extracting(line -> line.path("file").asText())
                .startsWith(folder.resolve("good.json").toString());
        assertThat(lines.get(0).path("records")).hasSize(1);
        assertThat(lines.get(3).path("accepted").asBoolean(true)).isFalse();
        assertThat(lines.get(3).path("detail").asText()).endsWith("none: there is no such file");
        assertThat(said.err()).contains("  UNREADABLE      1\n", "  4 files in ");
    }

    @Test
    void ofManyRefusedFilesTheFirstTwentyAreListed() throws IOException {
        for (int i = 100; i < 130; i++) {
            Files.writeString(folder.resolve("x\u001b[2J" + i + ".json"), "{}");
        }

        Shell.Said said = Shell.run("verify", folder.toString(), "--policy", policy);

        assertThat(said.out().lines().filter(line -> line.startsWith("MALFORMED ")))
                .hasSizeBetween(19, 20);
        assertThat(said.out())
                .contains("  11 files more; --json lists all of them.")
                .doesNotContain("\u001b");
    }

    @Test
    void wrongUseIsNamed() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Shell.Said none = Shell.run("verify", empty.toString());
        Shell.Said object = Shell.run("verify", folder.toString(), "--object", policy);
        Shell.Said checks = Shell.run("verify", policy, policy, "--checks");

        assertThat(none.exitCode()).isEqualTo(2);
        assertThat(none.errLines())
                .containsExactly("tombolo: " + empty
                        + ": the folder has no evidence, which is in files that end with .json or .cbor or .pdf");
        assertThat(object.errLines())
                .containsExactly("tombolo: --object is for one evidence file, and 1 folder is given");
        assertThat(checks.errLines())
                .containsExactly("tombolo: --checks is for one evidence file, and 2 files are given");
    }
}
