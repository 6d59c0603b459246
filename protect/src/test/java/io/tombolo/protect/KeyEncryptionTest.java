package io.tombolo.protect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.schemas.DatasetId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
                        .unwrap(DATASET, "clinical", wrapped, Map.of())
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
        assertThatThrownBy(() -> owner.unwrap(DATASET, "price", wrapped, Map.of()))
                .isInstanceOf(KeyException.class);
        assertThatThrownBy(() -> owner.unwrap(DatasetId.parse("a.example/b"), "clinical", wrapped, Map.of()))
                .hasMessage("keys of a.example/b" + message);
        assertThatThrownBy(() -> other.unwrap(DATASET, "clinical", wrapped, Map.of()))
                .hasMessage("keys of " + DATASET + message);
        assertThatThrownBy(() -> owner.unwrap(DATASET, "clinical", altered, Map.of()))
                .hasMessage("keys of " + DATASET + message);
    }

    @Test
    void refusesGroupKeysOfAnotherForm() {
        byte[] bytes = keys.toBytes();
        byte[] version = bytes.clone();
        version[0] = 1;

        assertThatThrownBy(() -> GroupKeys.read(version, Map.of())).hasMessage("group keys: version 1, must be 2");
        assertThatThrownBy(() -> GroupKeys.read(Arrays.copyOf(bytes, bytes.length - 1), Map.of()))
                .hasMessage("group keys: end after " + (bytes.length - 1) + " bytes");
        assertThatThrownBy(() -> GroupKeys.read(Arrays.copyOf(bytes, bytes.length + 1), Map.of()))
                .hasMessage("group keys: 1 bytes left over");
    }

    @Test
    void aKeysetGetsANewKeyAndLosesTheOldOneWhenAllIsWrappedAgain() throws IOException {
        Path file = folder.resolve("keyset.json");
        KeyEncryption.create(file);
        KeyEncryption running = KeyEncryption.of(file.toString());
        byte[] before = running.wrap(DATASET, "clinical", keys);

        assertThat(KeyEncryption.addKey(file)).isTrue();
        assertThat(KeyEncryption.addKey(file))
                .as("until the old one is removed")
                .isFalse();

        assertThat(running.isCurrent(DATASET, "clinical", before)).isFalse();
        assertThat(running.unwrap(DATASET, "clinical", before, Map.of()).toBytes())
                .isEqualTo(keys.toBytes());
        byte[] after = running.wrap(DATASET, "clinical", keys);
        assertThat(running.isCurrent(DATASET, "clinical", after)).isTrue();
        Files.copy(file, folder.resolve(".keyset123")); // as a process leaves it that is killed while it writes
        assertThat(KeyEncryption.removeOldKeys(file)).isEqualTo(1);
        assertThat(KeyEncryption.removeOldKeys(file)).isZero();
        assertThat(running.unwrap(DATASET, "clinical", after, Map.of()).toBytes())
                .isEqualTo(keys.toBytes());
        assertThatThrownBy(() -> running.unwrap(DATASET, "clinical", before, Map.of()))
                .isInstanceOf(KeyException.class);
        assertThat(folder.toFile().list()).containsExactly("keyset.json");
    }

    @Test
    void theFirstOfSeveralWrapsAndTheOthersUnwrap() {
        Path file = folder.resolve("keyset.json");
        KeyEncryption.create(file);
        byte[] byFile = KeyEncryption.of(file.toString()).wrap(DATASET, "clinical", keys);
        KeyEncryption both = KeyEncryption.of(FakeKms.URI + "," + file);

        byte[] byService = both.wrap(DATASET, "clinical", keys);

        assertThat(both.isCurrent(DATASET, "clinical", byFile)).isFalse();
        assertThat(both.isCurrent(DATASET, "clinical", byService)).isTrue();
        assertThat(both.unwrap(DATASET, "clinical", byFile, Map.of()).toBytes()).isEqualTo(keys.toBytes());
        assertThat(KeyEncryption.of(FakeKms.URI)
                        .unwrap(DATASET, "clinical", byService, Map.of())
                        .toBytes())
                .isEqualTo(keys.toBytes());
    }

    @Test
    void aKeyManagementServiceEncryptsNoMoreThanItMay() {
        // A stem with many branches has more than the 4,096 bytes that services take.
        GroupKeys large = keys;
        for (int i = 0; i < 40; i++) {
            large = large.without(id(97 * i, 7));
        }
        assertThat(large.toBytes().length).isGreaterThan(FakeKms.MOST);

        byte[] wrapped = KeyEncryption.of(FakeKms.URI).wrap(DATASET, "clinical", large);

        assertThat(KeyEncryption.of(FakeKms.URI)
                        .unwrap(DATASET, "clinical", wrapped, large.branches())
                        .toBytes())
                .isEqualTo(large.toBytes());
    }

    @Test
    void takesOneKeyAwayAndLeavesAllOthers() {
        DataKeyId erased = keys.idOf(new Subject(Map.of("patient", "4711")));

        GroupKeys without = again(keys.without(erased));

        assertThat(without.key(erased)).isEmpty();
        assertThat(without.without(erased)).isSameAs(without);
        for (int patient = 0; patient < 200; patient++) {
            DataKeyId id = keys.idOf(new Subject(Map.of("patient", Integer.toString(patient))));
            assertThat(without.key(id).orElseThrow().secret())
                    .isEqualTo(keys.key(id).orElseThrow().secret());
        }
        // 15 siblings at each of 13 steps below the stem, and at each of 3 in it.
        assertThat(without.branches()).hasSize(1);
        assertThat(without.branches().values().iterator().next().length).isEqualTo(28 + 13 * (1 + 15 * 33) + 1);
        assertThat(without.toBytes().length).isEqualTo(1 + 64 + 2 + 3 * (1 + 15 * 33) + 1);
    }

    @Test
    void takesManyKeysAwayInOneBranchAndInAll() {
        GroupKeys left = keys;
        for (int i = 0; i < 64; i++) {
            left = left.without(id(i, 1)).without(id(0xabc, i));
        }

        GroupKeys read = again(left);

        assertThat(read.branches()).hasSize(65);
        for (int i = 0; i < 64; i++) {
            assertThat(read.key(id(i, 1))).isEmpty();
            assertThat(read.key(id(0xabc, i))).isEmpty();
            assertThat(read.key(id(i, 2)).orElseThrow().secret())
                    .isEqualTo(keys.key(id(i, 2)).orElseThrow().secret());
            assertThat(read.key(id(0xabc, 1_000 + i)).orElseThrow().secret())
                    .isEqualTo(keys.key(id(0xabc, 1_000 + i)).orElseThrow().secret());
        }
    }

    @Test
    void manyKeysTakenAwayAtOnceAreCountedOnceEach() {
        GroupKeys before = keys.without(id(1, 1));
        List<DataKeyId> ids = new ArrayList<>(List.of(id(1, 1), id(2, 1), id(2, 1)));
        for (int i = 0; i < 64; i++) {
            ids.add(id(0xabc, i));
        }

        GroupKeys.Without without = before.without(ids);

        assertThat(without.erased()).isEqualTo(65);
        GroupKeys read = again(without.keys());
        assertThat(read.branches()).containsOnlyKeys("001", "002", "abc");
        assertThat(read.branches().get("001"))
                .as("a branch that keeps all its keys")
                .isSameAs(before.branches().get("001"));
        assertThat(ids).allSatisfy(id -> assertThat(read.key(id)).isEmpty());
        for (int branch : List.of(1, 2, 0xabc)) {
            assertThat(read.key(id(branch, 1_000)).orElseThrow().secret())
                    .isEqualTo(keys.key(id(branch, 1_000)).orElseThrow().secret());
        }
        assertThat(read.without(ids).erased()).isZero();
        assertThat(read.without(ids).keys()).isSameAs(read);
    }

    @Test
    void keysThatAreSealedAgainOpenNothingThatWasKeptBefore() {
        GroupKeys before = keys.without(id(1, 1));
        GroupKeys after = before.without(id(1, 2)).resealed(new SecureRandom());

        assertThat(again(after).key(id(1, 3)).orElseThrow().secret())
                .isEqualTo(keys.key(id(1, 3)).orElseThrow().secret());
        assertThat(again(after).key(id(1, 1))).isEmpty();
        assertThatThrownBy(
                        () -> GroupKeys.read(after.toBytes(), before.branches()).key(id(1, 2)))
                .hasMessage("group keys: branch 001 is not one of these keys");
        assertThatThrownBy(() -> GroupKeys.read(after.toBytes(), Map.of()).key(id(1, 2)))
                .hasMessage("group keys: branch 001 is missing");
    }

    @Test
    void remembersByWhichColumnsSubjectsAreNamed() {
        GroupKeys named = keys.with(Set.of("patient")).with(Set.of("land", "no"));

        assertThat(named.with(Set.of("no", "land"))).isSameAs(named);
        assertThat(again(named).columns()).containsExactlyInAnyOrder(Set.of("patient"), Set.of("land", "no"));
        assertThat(again(named.without(id(1, 1))).columns()).hasSize(2);
    }

    private static GroupKeys again(GroupKeys keys) {
        return GroupKeys.read(keys.toBytes(), keys.branches());
    }

    /** @param branch of 12 bits */
    private static DataKeyId id(int branch, int number) {
        return DataKeyId.of(
                ByteBuffer.allocate(16)
                        .putLong(((long) branch << 52) | number)
                        .putLong(number)
                        .array(),
                0);
    }
}
