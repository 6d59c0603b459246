package io.tombolo.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** What the build has made. */
final class Built {
    static final Path ROOT =
            Path.of(System.getProperty("tombolo.root", "..")).toAbsolutePath().normalize();
    static final String VERSION = System.getProperty("tombolo.version", "0.1.0-SNAPSHOT");

    /**
     * The user's own options, for a JVM that ends soon. With any of them no archive of classes is made, which would be written while the
     * folder is deleted.
     */
    static final String SHORT_LIVED =
            "-XX:TieredStopAtLevel=1 -XX:+UnlockDiagnosticVMOptions -XX:-BytecodeVerificationRemote";

    private static final Path TARGET = ROOT.resolve("distribution/target");
    private static final long MB = 1_000_000;

    private Built() {}

    static Path program() {
        return made("tombolo-" + VERSION + ".tar.gz");
    }

    static Path verifier() {
        return made("tombolo-verifier-" + VERSION + ".tar.gz");
    }

    static Path debian() {
        return made("tombolo_" + VERSION + "_all.deb");
    }

    private static Path made(String name) {
        Path file = TARGET.resolve(name);
        assumeThat(file)
                .as("not made by a build with -Pfast: mvn -B package makes it")
                .exists();
        return file;
    }

    /** The entries of an archive or of an image's layer, as they are listed in it. */
    static List<TarArchiveEntry> entries(Path tarGz) throws IOException {
        List<TarArchiveEntry> entries = new ArrayList<>();
        try (InputStream file = new BufferedInputStream(Files.newInputStream(tarGz));
                TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(file))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                entries.add(entry);
            }
        }
        return entries;
    }

    /** Compares an archive's size with its limit; a failure names what is large in it. */
    static void assertAtMost(int limitMb, Path tarGz) throws IOException {
        long size = Files.size(tarGz);
        String largest = entries(tarGz).stream()
                .sorted(Comparator.comparingLong(TarArchiveEntry::getSize).reversed())
                .limit(12)
                .map(entry -> String.format("%n%8.1f MB  %s", (double) entry.getSize() / MB, entry.getName()))
                .collect(Collectors.joining());
        assertThat(size)
                .as(
                        "%s has %.1f MB, limit %d MB; the largest files in it:%s",
                        tarGz, (double) size / MB, limitMb, largest)
                .isLessThanOrEqualTo(limitMb * MB);
    }

    /** Unpacks with the system's tar; the archive's one folder. */
    static Path unpack(Path tarGz, Path into) throws IOException, InterruptedException {
        Files.createDirectories(into);
        int status = new ProcessBuilder("tar", "xzf", tarGz.toString(), "-C", into.toString())
                .inheritIO()
                .start()
                .waitFor();
        assertThat(status).isZero();
        try (var folders = Files.list(into)) {
            return folders.sorted().toList().get(0);
        }
    }
}
