package io.tombolo.protect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.schemas.DatasetId;
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
