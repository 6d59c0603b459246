package io.tombolo.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tombolo.config.ConfigFile.ConfigException;
import io.tombolo.merkle.Hash;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder of a witness: what is damaged, gone or another's is refused at the start, and what can't be written is not cosigned. */
final class CosignedHeadsTest {
    private final SignedLog log = SignedLog.of("log.example/flights");
    private final SignedLog second = SignedLog.of("log.example/weather");

    @TempDir
    Path temp = Path.of("unset");

    private TestWitness witness;
    private String vkey = "";

    @BeforeEach
    void start() throws Exception {
        witness = TestWitness.start(temp, log, second);
        vkey = witness.vkey();
        assertThat(witness.send(log.request(0, 5)).statusCode()).isEqualTo(200);
    }

    @AfterEach
    void stop() {
        witness.close();
    }

    @Test
    void continuesAfterARestart() throws Exception {
        witness.restart();

        assertThat(witness.send(log.request(0, 9)).body()).isEqualTo("5\n");
        assertThat(witness.send(log.request(5, 9)).statusCode()).isEqualTo(200);
    }

    @Test
    void refusesEachFileThatWasCutOff() throws Exception {
        witness.close();
        for (Path file : List.of(checkpoint(), witness.state().resolve("logs"))) {
            byte[] whole = Files.readAllBytes(file);
            for (int length = 0; length < whole.length; length++) {
                Files.write(file, Arrays.copyOf(whole, length));

                refused(vkey, file + " is damaged", "cut off at " + length);
            }
            Files.write(file, whole);
        }
    }

    @Test
    void refusesEachFileWithAChangedBit() throws Exception {
        witness.close();
        for (Path file : List.of(checkpoint(), witness.state().resolve("logs"))) {
            byte[] whole = Files.readAllBytes(file);
            for (int i = 0; i < whole.length * 8; i++) {
                byte[] changed = whole.clone();
                changed[i / 8] ^= (byte) (1 << i % 8);
                Files.write(file, changed);

                refused(vkey, file + " is damaged", "bit " + i);
            }
            Files.write(file, whole);
        }
    }

    @Test
    void refusesToStartWithoutAFileOrTheFolder() throws IOException {
        witness.close();
        Path file = checkpoint();
        Files.delete(file);
        refused(vkey, file + " is missing, the checkpoint of log \"log.example/flights\"", "no file");

        Files.delete(witness.state().resolve("logs"));

        refused(vkey, witness.state().resolve("logs") + " does not exist", "no list");
    }

    @Test
    void refusesTheCheckpointOfAnotherLog() throws Exception {
        witness.send(second.request(0, 3));
        witness.close();
        List<Path> files = checkpoints();
        Files.copy(files.get(0), files.get(1), StandardCopyOption.REPLACE_EXISTING);

        refused(vkey, files.get(1) + " is the checkpoint of another log", "copied");
    }

    @Test
    void takesACheckpointThatIsNotListedYet() throws Exception {
        Path list = witness.state().resolve("logs");
        byte[] before = Files.readAllBytes(list);
        witness.send(second.request(0, 3));
        Files.write(list, before);

        witness.restart();

        assertThat(witness.send(second.request(0, 9)).body()).isEqualTo("3\n");
    }

    @Test
    void refusesTheFolderOfAnotherKeyOrProcess() throws IOException {
        refused(vkey, "is in use by another witness", "in use");
        witness.close();
        String other = vkey.replace("/w1", "/w2");
        refused(other, "belongs to the witness " + vkey + ", the key is of " + other, "another key");
        Files.delete(witness.config().key());

        assertThatThrownBy(() -> witness.restart()).hasMessageContaining("key.pem: no such file");
        assertThatThrownBy(() -> WitnessServer.init(witness.config())).hasMessageContaining("is a witness's already");
    }

    @Test
    void cosignsNothingThatItCannotWrite() throws Exception {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "needs /dev/full, a disk without space");
        Path draft = checkpoint().resolveSibling(checkpoint().getFileName() + ".new");
        Files.createSymbolicLink(draft, full);

        var refused = witness.send(log.request(5, 9));

        assertThat(refused.statusCode()).isEqualTo(500);
        assertThat(refused.body()).contains("urn:tombolo:problem:not-written").doesNotContain("\u2014");
        assertThat(witness.send(log.request(0, 9)).body()).isEqualTo("5\n");
        Files.delete(draft);
        assertThat(witness.send(log.request(5, 9)).statusCode()).isEqualTo(200);
    }

    @Test
    void keepsWhatAStepThatFailedLeftOnDiskAndShowsItOnlyThen() throws Exception {
        SignedLog fork = second.fork(0);
        Path obstacle = Files.createDirectory(witness.state().resolve("logs.new"));

        assertThat(witness.send(second.request(0, 3)).statusCode()).isEqualTo(500);
        assertThat(checkpoints())
                .as("the new log's is on disk, and the list is not")
                .hasSize(2);
        assertThat(monitored(second.origin())).isEqualTo(404);
        assertThat(witness.send(fork.request(0, 3)).statusCode()).isEqualTo(500);
        Files.delete(obstacle);

        assertThat(witness.send(fork.request(0, 3)).body()).isEqualTo("3\n");
        assertThat(witness.send(fork.request(3, 3)).statusCode()).isEqualTo(422);
        assertThat(witness.send(second.request(3, 9)).statusCode()).isEqualTo(200);
        assertThat(monitored(second.origin())).isEqualTo(200);
    }

    private int monitored(String origin) throws Exception {
        String hash = HexFormat.of().formatHex(Hash.sha256().digest(origin.getBytes(StandardCharsets.UTF_8)));
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(witness.uri() + "/" + hash + "/checkpoint"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    private Path checkpoint() throws IOException {
        return checkpoints().get(0);
    }

    private List<Path> checkpoints() throws IOException {
        try (Stream<Path> files = Files.list(witness.state())) {
            return files.filter(file -> file.toString().endsWith(".checkpoint"))
                    .sorted()
                    .toList();
        }
    }

    private void refused(String key, String why, String when) {
        assertThatThrownBy(() -> CosignedHeads.open(witness.state(), key))
                .as(when)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(why);
    }
}
