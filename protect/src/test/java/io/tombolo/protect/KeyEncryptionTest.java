package io.tombolo.protect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.schemas.DatasetId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyEncryptionTest {

    private static final DatasetId DATASET = DatasetId.parse("hospital.example/visits");

    private final GroupKeys keys = GroupKeys.fresh(new SecureRandom());

    @TempDir
    Path folder;

    @Test
    void unwrapsWhatTheSameKeysetWrapped() {
        Path file = folder.resolve("keyset.json");
        assertThat(KeyEncryption.create(file)).isTrue();

        byte[] wrapped = KeyEncryption.of(file.toString()).wrap(DATASET, "clinical", keys);

        assertThat(KeyEncryption.of(file.toString())
                        .unwrap(DATASET, "clinical", wrapped)
                        .toBytes())
                .isEqualTo(keys.toBytes());
    }

    @Test
    void makesAKeysetForItsOwnerAloneAndNeverReplacesOne() throws IOException {
        Path file = folder.resolve("keyset.json");
        KeyEncryption.create(file);
        String before = Files.readString(file);

        assertThat(KeyEncryption.create(file)).isFalse();

        assertThat(file).hasContent(before);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(folder.toFile().list()).containsExactly("keyset.json");
    }

    @Test
    void refusesAKeysetThatOthersMayRead() throws IOException {
        Path file = folder.resolve("keyset.json");
        KeyEncryption.create(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        assertThatThrownBy(() -> KeyEncryption.of(file.toString()))
                .isInstanceOf(KeyException.class)
                .hasMessage("keyset " + file + ": mode rw-r-----, must be rw------- (chmod 600)");
    }

    @Test
    void refusesWhatIsNotAKeyset() throws IOException {
        Path file = folder.resolve("keyset.json");
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, "{\"key\":\"secret\"}");

        assertThatThrownBy(() -> KeyEncryption.of(file.toString()))
                .hasMessage("keyset " + file + ": is not a keyset of Tink for AEAD");
        assertThatThrownBy(() -> KeyEncryption.of(folder.resolve("none").toString()))
                .hasMessageStartingWith("keyset " + folder.resolve("none") + ": can't be read: ");
        assertThatThrownBy(() -> KeyEncryption.of("aws-kms://arn:aws:kms:eu-central-1:1:key/1"))
                .hasMessage(
                        "key aws-kms://arn:aws:kms:eu-central-1:1:key/1: no client of Tink on the class path supports this URI");
    }

    @Test
    void refusesKeysOfAnotherGroupAnotherDatasetAnotherKeysetAndAlteredOnes() {
        KeyEncryption.create(folder.resolve("keyset.json"));
        KeyEncryption.create(folder.resolve("other.json"));
        KeyEncryption owner = KeyEncryption.of(folder.resolve("keyset.json").toString());
        KeyEncryption other = KeyEncryption.of(folder.resolve("other.json").toString());
        byte[] wrapped = owner.wrap(DATASET, "clinical", keys);
        byte[] altered = wrapped.clone();
        altered[altered.length - 1] ^= 1;

        String message = ", group clinical: this key encryption key does not unwrap them";
        assertThatThrownBy(() -> owner.unwrap(DATASET, "price", wrapped)).isInstanceOf(KeyException.class);
        assertThatThrownBy(() -> owner.unwrap(DatasetId.parse("a.example/b"), "clinical", wrapped))
                .hasMessage("keys of a.example/b" + message);
        assertThatThrownBy(() -> other.unwrap(DATASET, "clinical", wrapped)).hasMessage("keys of " + DATASET + message);
        assertThatThrownBy(() -> owner.unwrap(DATASET, "clinical", altered)).hasMessage("keys of " + DATASET + message);
    }

    @Test
    void refusesGroupKeysOfAnotherForm() {
        byte[] bytes = keys.toBytes();
        byte[] version = bytes.clone();
        version[0] = 2;

        assertThatThrownBy(() -> GroupKeys.read(version)).hasMessage("group keys: version 2, must be 1");
        assertThatThrownBy(() -> GroupKeys.read(Arrays.copyOf(bytes, bytes.length - 1)))
                .hasMessage("group keys: end after " + (bytes.length - 1) + " bytes");
        assertThatThrownBy(() -> GroupKeys.read(Arrays.copyOf(bytes, bytes.length + 1)))
                .hasMessage("group keys: 1 bytes left over");
    }

    @Test
    void takesOneKeyAwayAndLeavesAllOthers() {
        DataKeyId erased = keys.idOf(new Subject(Map.of("patient", "4711")));

        GroupKeys without = GroupKeys.read(keys.without(erased).toBytes());

        assertThat(without.key(erased)).isEmpty();
        assertThat(without.without(erased).toBytes()).isEqualTo(without.toBytes());
        for (int patient = 0; patient < 200; patient++) {
            DataKeyId id = keys.idOf(new Subject(Map.of("patient", Integer.toString(patient))));
            assertThat(without.key(id).orElseThrow().secret())
                    .isEqualTo(keys.key(id).orElseThrow().secret());
        }
        // 15 siblings at each of 32 steps.
        assertThat(without.toBytes()).hasSizeLessThan(1 + 32 + 4 + 480 * (1 + 32 + 32));
    }
}
