package io.tombolo.ledger.fabric;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A token in software. Tests that ask for it are skipped, and say so, where Debian's {@code softhsm2} isn't installed. */
record SoftHsm(Path library) {
    static final String PIN = "648219";

    private static final List<String> PLACES = List.of(
            "/usr/lib/softhsm/libsofthsm2.so",
            "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
            "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
            "/usr/lib64/pkcs11/libsofthsm2.so",
            "/usr/local/lib/softhsm/libsofthsm2.so");

    /** A new, empty token in the library's first slot; one for this process, because the library reads its settings once. */
    static SoftHsm initialised() throws Exception {
        Optional<Path> library =
                PLACES.stream().map(Path::of).filter(Files::isReadable).findFirst();
        Assumptions.assumeTrue(library.isPresent(), "NOT RUN: libsofthsm2.so isn't there: apt-get install softhsm2");
        Optional<String> settings = Optional.ofNullable(System.getenv("SOFTHSM2_CONF"));
        Assumptions.assumeTrue(
                settings.isPresent(), "NOT RUN: SOFTHSM2_CONF isn't set; Maven sets it, an IDE has to set it");
        Path file = Path.of(settings.orElseThrow());
        Path tokens = file.resolveSibling("tokens");
        deleteTree(tokens);
        Files.createDirectories(tokens);
        Files.writeString(
                file, "directories.tokendir = " + tokens + "\nobjectstore.backend = file\nlog.level = ERROR\n");
        Process process = new ProcessBuilder(
                        "softhsm2-util", "--init-token", "--free", "--label", "tombolo", "--pin", PIN, "--so-pin", PIN)
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return new SoftHsm(library.get());
    }

    private static void deleteTree(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file :
                        files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
