package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups of a folder that no server uses: what is kept, and every refusal. */
final class BackupCommandTest {
    private static final String SEGMENT = "kafka/orders-0/00000000000000000000.log";

    @TempDir
    Path temp = Path.of("unset");

    private Path data = Path.of("unset");
    private Path backups = Path.of("unset");

    @BeforeEach
    void aFolderWithAKeyASegmentAndWhatIsDerived() throws IOException {
        data = temp.resolve("data");
        backups = temp.resolve("backups");
        write("tombolo.format", new byte[] {'1', '\n'});
        write(SEGMENT, new byte[3 << 20]);
        for (String derived : List.of(
                "kafka/orders-0/00000000000000000000.index",
                "logs/tombolo.log",
                "read-side/cursor",
                "streams/x",
                "endpoints.json")) {
            write(derived, new byte[10]);
        }
        write("keys/acme.example.pem", new byte[] {7});
        Files.setPosixFilePermissions(
                data.resolve("keys/acme.example.pem"), PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void restoresEveryFileWithItsModeAndWritesNothingTwice() throws IOException {
        Shell.Said first = backUp();
        write("push/keys.json", new byte[5]);
        Shell.Said second = backUp("--keep", "1");
        Path again = temp.resolve("again");
        Shell.Said restored = restore(again);

        assertThat(first.out())
                .contains("3 files, 3,145,731 bytes, of which 3,145,731 were not in " + backups + " yet");
        assertThat(second.out())
                .contains(
                        "4 files, 3,145,736 bytes, of which 5 were not in",
                        "No server was running.",
                        "1 older backup removed")
                .contains("Kafka is a cluster of its own: its topics are NOT in this backup");
        assertThat(restored.err()).isEmpty();
        assertThat(files(again))
                .containsExactlyInAnyOrder(
                        "tombolo.format", "tombolo.restored", SEGMENT, "push/keys.json", "keys/acme.example.pem");
        assertThat(Files.mismatch(again.resolve(SEGMENT), data.resolve(SEGMENT)))
                .isEqualTo(-1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(again.resolve("keys/acme.example.pem"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backups)))
                .isEqualTo("rwx------");
        assertThat(Shell.run("backup", "--list", backups.toString()).out().lines())
                .hasSize(1);
        assertThat(Shell.run("backup", "--verify", backups.toString()).out())
                .contains(": every file is what was saved");
    }

    @Test
    void reportsADamagedBackupAndRestoresNothingThatStarts() throws IOException {
        backUp();
        Path object;
        try (Stream<Path> all = Files.walk(backups.resolve("objects"))) {
            object = all.filter(file -> file.toFile().length() == 1).findFirst().orElseThrow();
        }
        Files.write(object, new byte[] {8});
        Path into = temp.resolve("into");

        Shell.Said verified = Shell.run("backup", "--verify", backups.toString());
        Shell.Said restored = restore(into);
        Shell.Said started = Shell.run("up", "--data", into.toString());
        Files.write(object, new byte[] {7});
        Shell.Said again = restore(into);

        assertThat(verified.exitCode()).isEqualTo(1);
        assertThat(verified.out())
                .startsWith("DAMAGED  backup ")
                .contains("keys/acme.example.pem is not what was saved");
        assertThat(restored.exitCode()).isEqualTo(2);
        assertThat(restored.err()).contains(" is damaged: keys/acme.example.pem is not what was saved (objects/");
        assertThat(started.exitCode()).isEqualTo(2);
        assertThat(started.err()).contains("was not restored to its end: give the same tombolo restore again");
        assertThat(again.err()).isEmpty();
    }

    @Test
    void refusesABackupWhoseListWasChangedOrIsOfANewerFormat() throws IOException {
        backUp();
        Path list;
        try (Stream<Path> all = Files.list(backups.resolve("backups"))) {
            list = all.findFirst().orElseThrow();
        }
        Files.writeString(list, Files.readString(list).replace("rw-------", "rw-r--r--"));

        assertThat(restore(temp.resolve("into")).err()).contains("its list of files is damaged; use another backup");
    }

    @Test
    void refusesAPlaceWithBackupsOfAnotherServer() throws IOException {
        write("kafka/meta.properties", "cluster.id=one\n".getBytes(StandardCharsets.UTF_8));
        backUp();
        backUp();
        write("kafka/meta.properties", "cluster.id=two\n".getBytes(StandardCharsets.UTF_8));

        assertRefused(
                "another server",
                List.of("backup", "--data", data.toString(), "--to", backups.toString()),
                "the newest backup there is of another server (Kafka cluster one, this one is two): give each server a"
                        + " place of its own");
    }

    @Test
    void refusesWhatWouldLoseOrDiscloseSomethingInOneLine() throws IOException {
        backUp();
        Path open = Files.createDirectories(temp.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-x---"));

        assertRefused(
                "readable",
                List.of("backup", "--data", data.toString(), "--to", open.toString()),
                "others may use it (rwxr-x---), and a backup holds private keys: chmod 700");
        assertRefused(
                "other content",
                List.of("backup", "--data", data.toString(), "--to", temp.toString()),
                "is not empty and holds no backups");
        assertRefused(
                "inside",
                List.of("backup", "--data", data.toString(), "--to", data + "/b"),
                "is inside the data folder");
        assertRefused(
                "no data folder",
                List.of("backup", "--data", open.toString(), "--to", backups.toString()),
                "is not the data folder of a tombolo up (it has no tombolo.format)");
        assertRefused(
                "another kind of store",
                List.of("backup", "--data", data.toString(), "--to", "gs://bucket/x"),
                "--to gs://bucket/x: must be s3://BUCKET/PREFIX, with ?endpoint=URL&region=NAME where it is not AWS's");
        assertRefused(
                "no backups",
                List.of("restore", "--from", open.toString(), "--data", temp + "/n"),
                "holds no backups; give the folder that tombolo backup --to wrote");
        assertRefused(
                "not empty",
                List.of("restore", "--from", backups.toString(), "--data", data.toString()),
                "is not empty, and a restore replaces nothing");
        assertRefused(
                "no such backup",
                List.of("restore", "--from", backups.toString(), "--backup", "1999", "--data", temp + "/n"),
                "--backup 1999: names none of [");
        assertRefused(
                "two at once",
                List.of("backup", "--list", "a", "--verify", "b"),
                "give one of --to, --list and --verify");
        assertRefused("keep none", List.of("backup", "--to", "a", "--keep", "0"), "--keep 0: must be at least 1");
        assertRefused(
                "key is there",
                List.of("keys", "rotate", "--organisation", "acme.example", "--lost", "x", "--data", data.toString()),
                "is in " + data + "/keys: it is not lost");
        assertRefused(
                "no key",
                List.of("keys", "rotate", "--organisation", "b.example", "--lost", "x", "--data", data.toString()),
                "public key 'x': must be 32 bytes in base64");
    }

    private static void assertRefused(String what, List<String> command, String error) {
        Shell.Said said = Shell.run(command.toArray(String[]::new));
        assertThat(said.exitCode()).as(what).isEqualTo(2);
        assertThat(said.err()).as(what).startsWith("tombolo: ").contains(error);
    }

    private Shell.Said backUp(String... more) {
        List<String> command = List.of("backup", "--data", data.toString(), "--to", backups.toString());
        Shell.Said said =
                Shell.run(Stream.concat(command.stream(), Stream.of(more)).toArray(String[]::new));
        assertThat(said.err()).isEmpty();
        return said;
    }

    private Shell.Said restore(Path into) {
        return Shell.run("restore", "--from", backups.toString(), "--data", into.toString());
    }

    private void write(String name, byte[] content) throws IOException {
        Path file = data.resolve(name);
        Files.createDirectories(file.resolveSibling(""));
        Files.write(file, content);
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .toList();
        }
    }
}
