package io.tombolo.anchoring.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.TreeHead;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PemLogKeysTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    Path dir;

    @Test
    void makesAKeyOnceAndReadsItBackForItsOwnerOnly() throws Exception {
        String first = new PemLogKeys(dir).publicKey("acme.example");

        assertThat(new PemLogKeys(dir).publicKey("acme.example")).isEqualTo(first);
        assertThat(new PemLogKeys(dir).publicKey("other.example")).isNotEqualTo(first);
        assertThat(Files.getPosixFilePermissions(dir.resolve("acme.example.pem")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.readString(dir.resolve("acme.example.pem"))).startsWith("-----BEGIN PRIVATE KEY-----\n");
    }

    @Test
    void givesAllProcessesThatBeginTogetherTheSameKey() {
        Set<String> keys = IntStream.range(0, 200)
                .mapToObj(round -> "o" + round / 8 + ".example")
                .parallel()
                .map(organisation -> organisation + " " + new PemLogKeys(dir).publicKey(organisation))
                .collect(Collectors.toSet());

        assertThat(keys).hasSize(25);
        assertThat(new PemLogKeys(dir).organisations()).hasSize(25);
        assertThat(dir.toFile().list()).hasSize(25);
    }

    @Test
    void refusesAFileThatHoldsNoKeyAndANameThatLeavesTheFolder() throws Exception {
        Files.writeString(
                dir.resolve("acme.example.pem"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");

        assertThatThrownBy(() -> new PemLogKeys(dir).of("acme.example"))
                .isInstanceOf(LogKeys.LogKeyException.class)
                .hasMessageContaining("acme.example.pem");
        assertThatThrownBy(() -> new PemLogKeys(dir).of("../acme")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void signsTheSameHeadWithTheSameNote() {
        PemLogKeys keys = new PemLogKeys(dir);
        TreeHead head = new TreeHead(7, Hash.of(new byte[32]));

        String note = keys.note("acme.example", "acme.example/flights/0", head);

        assertThat(keys.note("acme.example", "acme.example/flights/0", head)).isEqualTo(note);
        assertThat(note).startsWith("acme.example/flights/0\n7\n");
    }

    @Test
    void replacesAKeyAndRemembersThePublicHalfOfEachFormerOne() {
        String first = new PemLogKeys(dir).publicKey("acme.example");
        new PemLogKeys(dir).rotate("acme.example", NOON);
        String second = new PemLogKeys(dir).publicKey("acme.example");

        PemLogKeys keys = new PemLogKeys(dir);
        keys.rotate("acme.example", NOON.plusSeconds(60));

        assertThat(keys.retired("acme.example"))
                .containsExactly(new LogKeys.Retired(first, NOON), new LogKeys.Retired(second, NOON.plusSeconds(60)));
        assertThat(keys.publicKey("acme.example")).isNotIn(first, second);
        assertThat(new PemLogKeys(dir).publicKey("acme.example")).isEqualTo(keys.publicKey("acme.example"));
        assertThat(keys.organisations()).containsExactly("acme.example");
        assertThat(keys.retired("other.example")).isEmpty();
    }

    @Test
    void finishesAReplacementThatACrashCutOff() throws Exception {
        PemLogKeys keys = new PemLogKeys(dir);
        Path file = dir.resolve("acme.example.pem");
        keys.of("acme.example");
        byte[] former = Files.readAllBytes(file);
        keys.rotate("acme.example", NOON);
        String present = keys.publicKey("acme.example");
        Files.move(file, dir.resolve("acme.example.pem.next"));
        Files.write(file, former);

        assertThat(new PemLogKeys(dir).publicKey("acme.example")).isEqualTo(present);
        assertThat(new PemLogKeys(dir).publicKey("acme.example")).isEqualTo(present);
    }

    @Test
    void refusesARetiredKeyThatWasPutBackAndAReplacementOfNothing() throws Exception {
        PemLogKeys keys = new PemLogKeys(dir);
        Path file = dir.resolve("acme.example.pem");
        keys.of("acme.example");
        byte[] former = Files.readAllBytes(file);
        keys.rotate("acme.example", NOON);
        Files.write(file, former);

        assertThatThrownBy(() -> new PemLogKeys(dir).of("acme.example"))
                .isInstanceOf(LogKeys.LogKeyException.class)
                .hasMessageContaining("acme.example.pem was retired at " + NOON + " and signs no more");
        assertThatThrownBy(() -> keys.rotate("other.example", NOON))
                .isInstanceOf(LogKeys.LogKeyException.class)
                .hasMessageContaining("organisation other.example has no log key in " + dir);
        assertThatThrownBy(() -> new PemLogKeys(dir).rotate("acme.example", NOON))
                .isInstanceOf(LogKeys.LogKeyException.class)
                .hasMessageContaining("began at " + NOON + ", it can't end at " + NOON);
    }
}
