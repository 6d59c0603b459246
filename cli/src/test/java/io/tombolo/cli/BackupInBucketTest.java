package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.objects.VersityGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Backups in a bucket of a real S3 server, which is lost, changed and opened to everybody. */
final class BackupInBucketTest {
    @TempDir
    Path temp = Path.of("unset");

    private Path data = Path.of("unset");
    private VersityGateway server;

    @BeforeEach
    void aServerAndAFolder() throws Exception {
        server = VersityGateway.start(temp.resolve("s3"));
        data = temp.resolve("data");
        write("tombolo.format", new byte[] {'1', '\n'});
        write("kafka/orders-0/00000000000000000000.log", new byte[3 << 20]);
        write("keys/acme.example.pem", new byte[] {7});
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void isRestoredVerifiedAndRemovedAsFromAFolder() throws IOException {
        String at = server.at("node1");
        Shell.Said first = run("backup", "--data", data.toString(), "--to", at);
        write("push/keys.json", new byte[5]);
        Files.delete(data.resolve("keys/acme.example.pem"));
        Shell.Said second = run("backup", "--data", data.toString(), "--to", at);
        int listed = run("backup", "--list", at).out().lines().toList().size();
        Shell.Said third = run("backup", "--data", data.toString(), "--to", at, "--keep", "1");
        Path again = temp.resolve("again");

        assertThat(first.out())
                .contains("3 files, 3,145,731 bytes, of which 3,145,731 were not in " + at + " yet")
                .contains("No server was running.");
        assertThat(second.out()).contains("of which 5 were not in");
        assertThat(listed).isEqualTo(2);
        assertThat(third.out()).contains("of which 0 were not in", "2 older backups removed");
        assertThat(objects("node1/backups")).hasSize(1);
        assertThat(objects("node1/objects")).hasSize(3);
        assertThat(run("backup", "--verify", at).out()).contains(": every file is what was saved");
        run("restore", "--from", at, "--data", again.toString());
        assertThat(again.resolve("kafka/orders-0/00000000000000000000.log"))
                .hasSameBinaryContentAs(data.resolve("kafka/orders-0/00000000000000000000.log"));
        assertThat(again.resolve("push/keys.json")).hasBinaryContent(new byte[5]);
    }

    @Test
    void reportsAChangedAndAMissingObject() throws IOException {
        String at = server.at("node1");
        run("backup", "--data", data.toString(), "--to", at);
        Path key = objects("node1/objects").stream()
                .filter(file -> file.toFile().length() == 1)
                .findFirst()
                .orElseThrow();

        Files.write(key, new byte[] {8});
        Shell.Said changed = Shell.run("backup", "--verify", at);
        assertRefused(
                "changed",
                List.of("restore", "--from", at, "--data", temp + "/a"),
                " is damaged: keys/acme.example.pem is not what was saved (objects/");
        Files.delete(key);
        Shell.Said missing = Shell.run("backup", "--verify", at);
        assertRefused(
                "missing",
                List.of("restore", "--from", at, "--data", temp + "/b"),
                " is not complete: keys/acme.example.pem is missing (objects/");

        assertThat(changed.exitCode()).isEqualTo(1);
        assertThat(changed.out())
                .startsWith("DAMAGED  backup ")
                .contains("keys/acme.example.pem is not what was saved");
        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.out()).startsWith("DAMAGED  backup ").contains("keys/acme.example.pem is missing");
    }

    @Test
    void aStoreThatIsAwayIsReportedAndHoldsNothingHalf() throws Exception {
        String at = server.at("node1");
        server.stop();
        assertRefused(
                "away",
                List.of("backup", "--data", data.toString(), "--to", at),
                "no backup was made: tombolo.backups in s3://logs/node1/ can't be written: ");
        assertRefused(
                "away", List.of("backup", "--list", at), "--list " + at + ": tombolo.backups in s3://logs/node1/");
        assertRefused(
                "away",
                List.of("restore", "--from", at, "--data", temp + "/a"),
                "nothing can be started on " + temp
                        + "/a: the restore failed: tombolo.backups in s3://logs/node1/ can't" + " be read: ");
        server.startAgain();

        assertRefused("nothing there", List.of("backup", "--list", at), "holds no backups; give the bucket and prefix");
        assertRefused(
                "no bucket",
                List.of("backup", "--data", data.toString(), "--to", at.replace("logs", "missing")),
                "no backup was made: tombolo.backups in s3://missing/node1/ can't be written: ");
    }

    /** Here a file is where the lists would be. */
    @Test
    void aBackupWhoseListCannotBeWrittenIsNone() throws IOException {
        String at = server.at("node1");
        Path lists = temp.resolve("s3/data/logs/node1/backups");
        Files.createDirectories(lists.resolveSibling(""));
        Files.createFile(lists);

        assertRefused("half", List.of("backup", "--data", data.toString(), "--to", at), "no backup was made: backups/");
        assertThat(objects("node1/objects")).hasSize(3);
        Files.delete(lists);

        assertRefused("none", List.of("backup", "--list", at), "--list " + at + ": holds no complete backup");
        assertRefused("none", List.of("restore", "--from", at, "--data", temp + "/a"), "there is no complete backup");
        assertThat(run("backup", "--data", data.toString(), "--to", at).out()).contains("of which 0 were not in");
    }

    @Test
    void refusesABucketThatAnybodyCanRead() throws IOException {
        try (S3Client owner = S3Client.builder()
                .httpClient(UrlConnectionHttpClient.create())
                .endpointOverride(server.endpoint())
                .forcePathStyle(true)
                .region(Region.US_EAST_1)
                .build()) {
            owner.putBucketPolicy(policy -> policy.bucket("logs")
                    .policy(
                            "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": \"*\","
                                    + " \"Action\": \"s3:GetObject\", \"Resource\": \"arn:aws:s3:::logs/*\"}]}"));
        }

        assertRefused(
                "public",
                List.of("backup", "--data", data.toString(), "--to", server.at("node1")),
                ": anybody can read it without credentials, and a backup holds private keys: block all public access to"
                        + " the bucket");
        assertThat(objects("node1")).hasSize(1);
    }

    private static void assertRefused(String what, List<String> command, String error) {
        Shell.Said said = Shell.run(command.toArray(String[]::new));
        assertThat(said.exitCode()).as(what).isEqualTo(2);
        assertThat(said.err()).as(what).startsWith("tombolo: ").contains(error);
    }

    private static Shell.Said run(String... command) {
        Shell.Said said = Shell.run(command);
        assertThat(said.err()).isEmpty();
        assertThat(said.exitCode()).isZero();
        return said;
    }

    /** Files that hold the objects below a prefix. */
    private List<Path> objects(String prefix) throws IOException {
        try (Stream<Path> all = Files.walk(temp.resolve("s3/data/logs").resolve(prefix))) {
            return new ArrayList<>(all.filter(Files::isRegularFile).toList());
        }
    }

    private void write(String name, byte[] content) throws IOException {
        Path file = data.resolve(name);
        Files.createDirectories(file.resolveSibling(""));
        Files.write(file, content);
    }
}
