package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PageCommandTest {
    private static final Path POLICY =
            Path.of(System.getProperty("tombolo.root", "..")).resolve("schemas/vectors/evidence/policy.json");

    @TempDir
    Path temp = Path.of("unset");

    @Test
    void writesOneFileThatNeedsNoOther() throws Exception {
        Path file = temp.resolve("verify.html");

        Shell.Said said = Shell.run("page", "-o", file.toString());

        assertThat(said.exitCode()).isZero();
        assertThat(said.out())
                .contains("page         " + file, "SHA-256 ", "policy       none: the reader chooses one");
        assertThat(Files.readString(file))
                .startsWith("<!doctype html>")
                .contains("Content-Security-Policy", "default-src 'none'")
                .doesNotContain("id=\"policy\"");
    }

    @Test
    void putsAPolicyIntoTheFile() throws Exception {
        Path file = temp.resolve("verify.html");

        Shell.Said said = Shell.run("page", "-o", file.toString(), "--policy", POLICY.toString(), "--language", "zh");

        assertThat(said.exitCode()).isZero();
        assertThat(said.out()).contains("policy       " + POLICY);
        assertThat(Files.readString(file))
                .contains("data-language=\"zh\"", "data-name=\"policy.json\"")
                .contains(Base64.getEncoder().encodeToString(Files.readAllBytes(POLICY)));
    }

    @Test
    void doesNotOverwriteWithoutForce() throws Exception {
        Path file = Files.writeString(temp.resolve("verify.html"), "mine".repeat(1_000_000));

        Shell.Said said = Shell.run("page", "-o", file.toString());

        assertThat(said.exitCode()).isEqualTo(2);
        assertThat(said.err()).contains("file " + file + " exists: choose another name, or remove it first");
        assertThat(Files.readString(file)).startsWith("mine");
        assertThat(Shell.run("page", "-o", file.toString(), "--force").exitCode())
                .isZero();
        assertThat(Files.readString(file)).startsWith("<!doctype html>").endsWith("</html>\n");
    }

    @Test
    void refusesWhatIsNotAPolicyALanguageOrAFolder() throws Exception {
        Path none = Files.writeString(temp.resolve("none.json"), "{}", StandardCharsets.UTF_8);
        String out = temp.resolve("x.html").toString();

        assertThat(Shell.run("page", "-o", out, "--policy", none.toString()))
                .satisfies(said -> assertThat(said.exitCode()).isEqualTo(2))
                .satisfies(said -> assertThat(said.err()).contains(none + ": policy: no member 'format'"));
        assertThat(Shell.run("page", "-o", out, "--language", "fr"))
                .satisfies(said -> assertThat(said.exitCode()).isEqualTo(2))
                .satisfies(said -> assertThat(said.err()).contains("--language", "fr"));
        assertThat(Shell.run("page", "-o", temp.resolve("no/x.html").toString()).err())
                .contains("its folder is not there");
        assertThat(Shell.run("page").err()).contains("--output");
        assertThat(temp.resolve("x.html")).doesNotExist();
    }
}
