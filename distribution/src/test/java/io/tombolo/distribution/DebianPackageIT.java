package io.tombolo.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Debian package, installed by dpkg into a copy of this machine that is thrown away. */
final class DebianPackageIT {
    /** A copy on write of the root, in memory; {@code $1} is the package, {@code $2} a script that runs in the copy. */
    private static final String IN_A_COPY = """
            set -e
            top=$(mktemp -d -p "${0%/*}")
            mount -t tmpfs tmpfs "$top"
            mkdir "$top/upper" "$top/work" "$top/root"
            mount -t overlay overlay -o lowerdir=/,upperdir="$top/upper",workdir="$top/work" "$top/root"
            mount --bind /proc "$top/root/proc"
            mount --bind /dev "$top/root/dev"
            mount -t tmpfs tmpfs "$top/root/tmp"
            [ -n "$1" ] || exit 0
            cp "$1" "$top/root/tmp/tombolo.deb"
            cp "$2" "$top/root/tmp/script"
            chroot "$top/root" /bin/sh -eu /tmp/script
            """;

    @TempDir
    Path work;

    @Test
    void isReadByDpkg() throws Exception {
        Path deb = Built.debian();
        Shell shell = new Shell(work, Map.of());
        assumeThat(shell.run("sh", "-c", "command -v dpkg-deb").exitCode())
                .as("dpkg-deb is not installed: Debian's package dpkg")
                .isZero();

        assertThat(Files.size(deb)).as("bytes of the package").isLessThan(130_000_000);
        assertThat(shell.run("dpkg-deb", "--field", deb.toString()).good().text())
                .contains("Package: tombolo", "Architecture: all", "Depends: ");
        String contents =
                shell.run("dpkg-deb", "--contents", deb.toString()).good().text();
        assertThat(contents)
                .containsPattern("-rwxr-xr-x root/root .* ./usr/share/tombolo/tombolo\n")
                .containsPattern("-rw-r----- root/root .* ./etc/tombolo/anchoring.yaml\n")
                .containsPattern("l[rwx-]{9} root/root .* ./usr/bin/tombolo -> ../share/tombolo/tombolo\n");
        assertThat(contents)
                .contains("./usr/share/doc/tombolo/copyright\n", "./usr/share/doc/tombolo/sbom.json\n")
                .contains("./usr/share/doc/tombolo/defaults/anchoring-defaults.yaml\n")
                .doesNotContain(Built.ROOT.toString());
        for (String unit : new String[] {"node", "anchoring", "read-side", "push", "witness"}) {
            assertThat(contents).contains("./usr/lib/systemd/system/tombolo-" + unit + ".service\n");
        }
    }

    @Test
    void hasNoErrorOrWarningOfLintian() throws Exception {
        Path deb = Built.debian();
        Shell shell = new Shell(work, Map.of());
        assumeThat(shell.run("sh", "-c", "command -v lintian").exitCode())
                .as("lintian is not installed: Debian's package lintian")
                .isZero();

        assertThat(shell.run("lintian", "--fail-on", "none", deb.toString())
                        .good()
                        .text()
                        .lines()
                        .filter(line -> line.startsWith("E: ") || line.startsWith("W: ")))
                .isEmpty();
    }

    @Test
    void isInstalledUpgradedAndPurged() throws Exception {
        Path deb = Built.debian();
        Path copy = Files.writeString(work.resolve("copy.sh"), IN_A_COPY);
        Shell shell = new Shell(work, Map.of());
        assumeThat(shell.run("sh", "-c", "command -v dpkg && unshare -m sh " + copy + " '' ''")
                        .exitCode())
                .as("needs dpkg and, as root, mounts of its own (unshare -m, overlay)")
                .isZero();
        Path script = work.resolve("script.sh");
        try (var in = DebianPackageIT.class.getResourceAsStream("install.sh")) {
            assertThat(in).isNotNull();
            Files.copy(in, script);
        }

        Shell.Said said = shell.run("unshare", "-m", "sh", copy.toString(), deb.toString(), script.toString());

        assertThat(said.good().text()).endsWith("all as expected\n");
    }
}
