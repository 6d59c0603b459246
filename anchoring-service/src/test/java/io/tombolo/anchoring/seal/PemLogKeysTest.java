package io.tombolo.anchoring.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.TreeHead;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PemLogKeysTest {
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
    void refusesAFileThatHoldsNoKeyAndANameThatLeavesTheFolder() throws Exception {
        Files.writeString(
                dir.resolve("acme.example.pem"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");

        assertThatThrownBy(() -> new PemLogKeys(dir).of("acme.example"))
                .isInstanceOf(LogKeyException.class)
                .hasMessageContaining("acme.example.pem");
        assertThatThrownBy(() -> new PemLogKeys(dir).of("../acme")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void signsTheSameHeadWithTheSameNote() {
        PemLogKeys keys = new PemLogKeys(dir);
        TreeHead head = new TreeHead(7, Hash.of(new byte[32]));

        String note = new Sealer(keys).note("acme.example", "acme.example/flights/0", head);

        assertThat(new Sealer(keys).note("acme.example", "acme.example/flights/0", head))
                .isEqualTo(note);
        assertThat(note).startsWith("acme.example/flights/0\n7\n");
    }
}
