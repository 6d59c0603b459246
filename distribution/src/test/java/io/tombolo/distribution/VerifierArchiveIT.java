package io.tombolo.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tombolo-verifier-<version>.tar.gz}: that it is small, and says what the whole program says. */
final class VerifierArchiveIT {
    private static final Path SAMPLES =
            Built.ROOT.resolve("verification/src/test/resources/io/tombolo/verification/before");

    @TempDir
    static Path work = Path.of("unset");

    private static Path whole = Path.of("unset");
    private static Path verifier = Path.of("unset");

    @BeforeAll
    static void unpack() throws Exception {
        Path archive = Built.verifier();
        whole = Built.unpack(Built.program(), work.resolve("whole"));
        verifier = Built.unpack(archive, work.resolve("verifier"));
    }

    @Test
    void hasAtMost25MB() throws Exception {
        Built.assertAtMost(25, Built.verifier());
    }

    @Test
    void saysWhatTheWholeProgramSays() throws Exception {
        String one = sample("evidence-one.json");
        String policy = sample("policy.json");
        String altered = Files.writeString(
                        work.resolve("altered.json"),
                        Files.readString(Path.of(one)).replaceFirst("\"index\" *: *3", "\"index\":2"))
                .toString();
        Path folder = Files.createDirectory(work.resolve("many"));
        Files.copy(Path.of(one), folder.resolve("1.json"));
        Files.copy(Path.of(altered), folder.resolve("2.json"));
        String certificate = "certificate.pdf";
        String compact = "event.cbor";
        for (List<String> arguments : List.of(
                List.of("verify", one),
                List.of("verify", one, "--policy", policy, "--checks"),
                List.of("verify", one, "--policy", policy, "--json"),
                List.of("verify", sample("evidence-key.json"), "--policy", policy),
                List.of("verify", sample("evidence-run.json"), "--policy", policy),
                List.of("verify", altered, "--policy", policy),
                List.of("verify", folder.toString(), "--policy", policy, "--json"),
                List.of("explain", one, "--policy", policy),
                List.of("certificate", one, "--policy", policy, "-o", certificate),
                List.of("certificate", one, "--policy", policy, "--language", "zh", "-o", certificate + ".zh"),
                List.of("verify", certificate, "--policy", policy),
                List.of("export", one, "--form", "tlog-proof", "-o", "event.tlog"),
                List.of("export", one, "--form", "cose", "-o", "event.cose"),
                List.of("export", one, "--form", "compact", "-o", compact),
                List.of("verify", compact, "--policy", policy),
                List.of("policy", "check", policy),
                List.of("verify", "absent.json"),
                List.of("--version"))) {
            Shell.Said all = tombolo(whole, arguments);

            Shell.Said few = tombolo(verifier, arguments);

            assertThat(few.exitCode()).as("%s", arguments).isEqualTo(all.exitCode());
            assertThat(withoutTimes(few)).as("%s", arguments).isEqualTo(withoutTimes(all));
            assertThat(few.text()).as("%s", arguments).doesNotContain("is not on the class path", "Exception");
        }
        assertThat(tombolo(verifier, List.of("verify", one, "--policy", policy)).exitCode())
                .isZero();
        assertThat(tombolo(verifier, List.of("verify", altered, "--policy", policy))
                        .exitCode())
                .isEqualTo(1);
    }

    @Test
    void theFirstRunMakesAnArchiveOfClassesThatTheNextOneMaps() throws Exception {
        Path folder = Files.createDirectory(work.resolve("classes"));
        Shell fresh = new Shell(
                Files.createDirectory(work.resolve("fresh")),
                Map.of("JAVA_HOME", System.getProperty("java.home"), "TOMBOLO_CDS", folder.toString()));
        String[] verify = {verifier.resolve("tombolo").toString(), "verify", sample("evidence-one.json")};

        Shell.Said first = fresh.run(verify).good();

        // The list goes when the archive is there: nothing is at work any more.
        await().atMost(Duration.ofMinutes(5))
                .until(() -> files(folder).stream().noneMatch(name -> name.contains(".list")));
        assertThat(files(folder))
                .singleElement()
                .asString()
                .startsWith("verify-" + Built.VERSION + "-")
                .endsWith(".jsa");
        assertThat(fresh.run(verify)).isEqualTo(first);
        assertThat(verifier.resolve("lib/cds")).doesNotExist();
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void namesTheOtherArchiveForWhatItHasNot() throws Exception {
        Shell.Said up = tombolo(verifier, List.of("up"));

        assertThat(up.exitCode()).isEqualTo(2);
        assertThat(up.text())
                .isEqualToIgnoringNewLines("tombolo: up is not in this archive, which only verifies: it is in "
                        + "tombolo-<version>.tar.gz; ./tombolo --help lists what is here");
        assertThat(tombolo(verifier, List.of("--help")).good().text())
                .contains("./tombolo verify", "./tombolo certificate");
    }

    /** How long many files took. */
    private static String withoutTimes(Shell.Said said) {
        return said.text().replaceAll("(?m)^ *[0-9]+ files in .*$", "");
    }

    private static String sample(String name) {
        return SAMPLES.resolve(name).toString();
    }

    private static Shell.Said tombolo(Path home, List<String> arguments) throws Exception {
        Path folder = Files.createDirectories(home.resolveSibling("folder-of-the-user"));
        return new Shell(
                        folder,
                        Map.of(
                                "JAVA_HOME",
                                System.getProperty("java.home"),
                                "HOME",
                                work.toString(),
                                "TOMBOLO_JAVA_OPTS",
                                Built.SHORT_LIVED))
                .run(Stream.concat(Stream.of(home.resolve("tombolo").toString()), arguments.stream())
                        .toArray(String[]::new));
    }
}
