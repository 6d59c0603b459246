package io.tombolo.protect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.schemas.DatasetId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrantTest {

    private static final DatasetId VISITS = DatasetId.parse("hospital.example/visits");
    private static final Instant UNTIL = Instant.parse("2027-12-01T00:00:00Z");
    private static final Clock BEFORE = at("2027-11-30T23:59:59Z");

    @TempDir
    Path folder;

    private final GroupKeys clinical = GroupKeys.fresh(new SecureRandom());
    private final DataKeyId patient = clinical.idOf(new Subject(Map.of("patient", "4711")));
    private final DataKeyId other = clinical.idOf(new Subject(Map.of("patient", "4712")));
    private Path file;

    @BeforeEach
    void write() {
        file = folder.resolve("grant.json");
        Grant.of(VISITS, Map.of("clinical", clinical.without(other)), UNTIL, BEFORE)
                .write(file);
    }

    @Test
    void opensItsGroupsUntilItsEndAndNoOthers() throws IOException {
        Grant grant = Grant.read(file, BEFORE);

        Map<String, KeyCache.Given> given =
                grant.give(VISITS, Map.of("clinical", Set.of(patient, other), "price", Set.of(patient)));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(given).containsOnlyKeys("clinical");
        assertThat(given.get("clinical").validFor()).hasSeconds(1);
        assertThat(given.get("clinical").answers().get(other)).isEqualTo(KeyAnswer.Absent.ERASED);
        KeyAnswer.Granted granted =
                (KeyAnswer.Granted) given.get("clinical").answers().get(patient);
        assertThat(granted.key().toBytes())
                .isEqualTo(clinical.key(patient).orElseThrow().toBytes());
    }

    @Test
    void doesNotHoldTheSecretThatNamesSubjects() throws IOException {
        byte[] secret = new byte[32];
        System.arraycopy(clinical.toBytes(), 1, secret, 0, secret.length);

        byte[] text = Files.readAllBytes(file);
        String json = Files.readString(file);
        String tree = json.substring(json.indexOf("\"clinical\" : \"") + 14).split("\"", 2)[0];

        assertThat(HexFormat.of().formatHex(Base64.getDecoder().decode(tree)))
                .doesNotContain(HexFormat.of().formatHex(secret));
        assertThat(new String(text, java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain("patient")
                .doesNotContain(Base64.getEncoder().encodeToString(secret));
    }

    @Test
    void forgetsASubjectPermanentlyOnceItIsWrittenAgain() {
        Grant grant = Grant.read(file, BEFORE);
        grant.forget(VISITS, Set.of(patient));
        Path again = folder.resolve("again.json");
        grant.write(again);

        Map<String, KeyCache.Given> given = Grant.read(again, BEFORE).give(VISITS, Map.of("clinical", Set.of(patient)));

        assertThat(given.get("clinical").answers().get(patient)).isEqualTo(KeyAnswer.Absent.ERASED);
    }

    @Test
    void refusesToGiveKeysOfAnotherDatasetAndAfterItsEnd() {
        Grant grant = Grant.read(file, BEFORE);
        DatasetId calls = DatasetId.parse("hospital.example/calls");

        assertThatThrownBy(() -> grant.give(calls, Map.of("clinical", Set.of(patient))))
                .isInstanceOf(KeysRefusedException.class)
                .hasMessage("grant " + file + ": is for hospital.example/visits, not for hospital.example/calls");
        assertThatThrownBy(() -> Grant.read(file, at("2027-12-01T00:00:00Z")))
                .isInstanceOf(KeysRefusedException.class)
                .hasMessage("grant " + file + ": ended at 2027-12-01T00:00:00Z");
    }

    @Test
    void refusesAFileThatWasAltered() throws IOException {
        refused(
                file -> file.replace("2027-12-01", "2037-12-01"),
                "was altered or damaged: its content has not the SHA-256 that it states");
        refused(file -> file.replace("visits", "calls"), "was altered or damaged: its content has not the SHA-256");
        refused(file -> file.replace("\"clinical\"", "\"price\""), "was altered or damaged: its content has not");
        refused(
                file -> file.replace("tombolo-grant/1", "tombolo-grant/2"),
                "format 'tombolo-grant/2', must be tombolo-grant/1");
        refused(file -> file.substring(0, file.length() / 2), "is not JSON");
        refused(file -> file.replaceFirst("(\"clinical\" : \".{8})....", "$1"), "was altered or damaged");
        refused(file -> "[]", "format '', must be tombolo-grant/1");
    }

    @Test
    void refusesAFileThatOthersMayRead() throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        assertThatThrownBy(() -> Grant.read(file, BEFORE))
                .isInstanceOf(KeyException.class)
                .hasMessage("grant " + file + ": mode rw-r-----, must be rw------- (chmod 600)");
    }

    @Test
    void isReadWithThousandsOfErasedSubjects() {
        Path large = folder.resolve("large.json");
        Grant.of(VISITS, Map.of("clinical", withParts(clinical, 5)), UNTIL, BEFORE)
                .write(large);

        Map<String, KeyCache.Given> given = Grant.read(large, BEFORE).give(VISITS, Map.of("clinical", Set.of(patient)));

        assertThat(large.toFile().length())
                .as("more than other readers of JSON take")
                .isGreaterThan(32 << 20);
        assertThat(given.get("clinical").answers().get(patient)).isInstanceOf(KeyAnswer.Granted.class);
    }

    /** As many parts as erasures leave, of secrets that are zeros. */
    private static GroupKeys withParts(GroupKeys keys, int depth) {
        byte[] whole = keys.toBytes();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(whole, 0, whole.length - 1 - DataKey.LENGTH);
        parts(out, depth);
        return GroupKeys.read(out.toByteArray(), Map.of());
    }

    private static void parts(ByteArrayOutputStream out, int depth) {
        if (depth == 0) {
            out.writeBytes(new byte[1 + DataKey.LENGTH]);
            return;
        }
        out.write(1);
        for (int i = 0; i < 16; i++) {
            parts(out, depth - 1);
        }
    }

    @Test
    void aGroupWithMoreErasedSubjectsThanAFileTakesIsRefusedByName() {
        assertThatThrownBy(() -> Grant.read(file, BEFORE).requireLength("clinical", Grant.LONGEST + 1L))
                .isInstanceOf(KeyException.class)
                .hasMessage("grant " + file + ": the keys of group clinical have 134217729 characters, limit 134217728:"
                        + " too many subjects were erased for a file; give readers an agreement instead");
    }

    @Test
    void overwritesNothing() {
        assertThatThrownBy(() -> Grant.of(VISITS, Map.of("clinical", clinical), UNTIL, BEFORE)
                        .write(file))
                .isInstanceOf(KeyException.class)
                .hasMessage("grant " + file + ": is there already, and is not overwritten");
    }

    private void refused(java.util.function.UnaryOperator<String> change, String why) throws IOException {
        String good = Files.readString(file);
        Files.writeString(file, change.apply(good));

        assertThatThrownBy(() -> Grant.read(file, BEFORE))
                .isInstanceOf(KeyException.class)
                .hasMessageContaining("grant " + file + ": ")
                .hasMessageContaining(why);
        Files.writeString(file, good);
    }

    private static Clock at(String time) {
        return Clock.fixed(Instant.parse(time), ZoneOffset.UTC);
    }
}
