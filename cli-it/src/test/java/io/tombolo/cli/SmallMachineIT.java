package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tombolo doctor} on disks that are small and full, with few open files and little memory, in mounts of its own: so do containers show their memory. */
final class SmallMachineIT {
    /** A disk of 6 GB, of which a few percent are left, and one of 400 MB; {@code $1} is a folder, the rest a command without its folder. */
    private static final String DISKS = """
            set -e
            in=$1; shift
            mkdir "$in/low" "$in/full"
            truncate -s 6g "$in/image"
            mkfs.ext4 -q -m 50 "$in/image"
            mount -o loop "$in/image" "$in/low"
            fallocate -l 2340m "$in/low/used"
            mount -t tmpfs -o size=400m tmpfs "$in/full"
            sed 's/^\\(MemAvailable: *\\)[0-9]*/\\1900000/' /proc/meminfo > "$in/meminfo"
            mount --bind "$in/meminfo" /proc/meminfo
            [ $# -gt 0 ] || exit 0
            ulimit -n 2048
            "$@" "$in/low" || echo "ended with $?"
            "$@" "$in/full" || echo "ended with $?"
            """;

    @TempDir
    Path temp = Path.of("unset");

    @Test
    void namesItsDisksAndItsOpenFiles() throws Exception {
        assumeThat(run(temp.resolve("try"), List.of()).exitCode())
                .as("needs mounts of its own: as root, unshare -m, mkfs.ext4 and loop devices")
                .isZero();

        Shell.Said said = run(
                temp.resolve("disks"),
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "doctor",
                        "--data"));

        assertThat(said.exitCode()).as(said.out()).isZero();
        assertThat(said.out())
                .containsPattern("warning DISK_LOW \\S+/low: 5[0-9]{2} MB of 6,[0-9]{3} MB are free, limit a tenth")
                .containsPattern("FAULT   DISK_FULL \\S+/full: 419 MB of 419 MB are free, limit 500 MB")
                .contains("warning FILES_LOW this machine: a process may open 2,048 files, at least 4,096")
                .contains("warning MEMORY_LOW this machine: 921 MB are available, a node needs 1,000 MB")
                .contains("ended with 1");
    }

    private static Shell.Said run(Path folder, List<String> more) throws Exception {
        Files.createDirectories(folder);
        List<String> command = new ArrayList<>(List.of("unshare", "-m", "sh", "-c", DISKS, "sh", folder.toString()));
        command.addAll(more);
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            return new Shell.Said(127, "", e.toString());
        }
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Shell.Said(process.waitFor(), out, "");
    }
}
