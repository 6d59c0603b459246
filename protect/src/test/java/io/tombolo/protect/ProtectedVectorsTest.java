package io.tombolo.protect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.avro.BoundedAvro;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written in {@code schemas/vectors/protected} holds here, and in the second implementation beside it. */
class ProtectedVectorsTest {

    private static final Path FOLDER =
            Path.of(System.getProperty("tombolo.root", ".."), "schemas", "vectors", "protected");
    private static final HexFormat HEX = HexFormat.of();

    private final FieldCipher cipher = new FieldCipher();

    static Stream<Named<JsonNode>> values() {
        return named(read("values.json").get("vectors"));
    }

    static Stream<Named<JsonNode>> refused() {
        return named(read("refused.json").get("vectors"));
    }

    static Stream<Named<JsonNode>> states() {
        return named(read("trees.json").get("states"));
    }

    @Test
    void areManyAndHostileOnesAmongThem() {
        assertThat(values().count()).isGreaterThanOrEqualTo(30);
        assertThat(refused().count()).isGreaterThanOrEqualTo(25);
    }

    @ParameterizedTest
    @MethodSource("values")
    void sealsAndOpens(JsonNode vector) {
        String pointer = "";
        for (JsonNode step : vector.get("steps")) {
            pointer = FieldPlace.pointer(pointer, step.asText());
        }
        DataKeyId id = DataKeyId.of(bytes(vector, "data_key_id"), 0);
        FieldPlace place = new FieldPlace(
                DatasetId.parse(vector.get("dataset").asText()),
                FieldPlace.Side.valueOf(vector.get("side").asText().toUpperCase(Locale.ROOT)),
                pointer);

        FieldKey key = cipher.key(new DataKey(id, bytes(vector, "data_key")), bytes(vector, "salt"), place);
        ProtectedValue sealed = cipher.seal(key, id, bytes(vector, "plaintext"));

        assertThat(pointer).isEqualTo(vector.get("pointer").asText());
        assertThat(key.toBytes()).isEqualTo(bytes(vector, "field_key"));
        assertThat(sealed.toBytes()).isEqualTo(bytes(vector, "value"));
        assertThat(sealed.keyId()).isEqualTo(id);
        assertThat(cipher.open(key, sealed))
                .isInstanceOfSatisfying(
                        FieldCipher.Opened.class,
                        opened -> assertThat(opened.plaintext()).isEqualTo(bytes(vector, "plaintext")));
    }

    @ParameterizedTest
    @MethodSource("values")
    void plaintextIsTheAvroEncodingOfItsType(JsonNode vector) {
        Plaintext type = new Plaintext(BoundedAvro.schema(vector.get("of").asText()));

        Object datum = type.read(bytes(vector, "plaintext"));

        assertThat(type.write(datum)).isEqualTo(bytes(vector, "plaintext"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusesEveryOtherKeyAndEveryOtherValue(JsonNode vector) {
        FieldKey key = FieldKey.of(bytes(vector, "field_key"));

        String found = ProtectedValue.read(bytes(vector, "value"))
                .map(value -> name(cipher.open(key, value)))
                .orElse("MALFORMED");

        assertThat(found)
                .isEqualTo(
                        vector.get("refusal").isNull()
                                ? vector.get("plaintext").asText()
                                : vector.get("refusal").asText());
    }

    @ParameterizedTest
    @MethodSource("states")
    void aTreeGivesEveryKeyButThoseTakenAway(JsonNode state) throws Exception {
        JsonNode trees = read("trees.json");
        GroupKeys keys = GroupKeys.of(bytes(trees, "id_secret"), new byte[32], bytes(trees, "root"));
        List<DataKeyId> ids = new ArrayList<>();
        for (JsonNode one : trees.get("subjects")) {
            Map<String, String> columns = new HashMap<>();
            one.get("subject")
                    .properties()
                    .forEach(column ->
                            columns.put(column.getKey(), column.getValue().asText()));
            ids.add(keys.idOf(new Subject(columns)));
            assertThat(ids.get(ids.size() - 1)).hasToString(one.get("id").asText());
        }

        for (JsonNode erased : state.get("erased")) {
            keys = keys.without(ids.get(erased.asInt()));
        }

        GroupKeys read = GroupKeys.read(keys.toBytes(), keys.branches());
        for (int i = 0; i < ids.size(); i++) {
            String key =
                    read.key(ids.get(i)).map(one -> HEX.formatHex(one.secret())).orElse(null);
            assertThat(key).isEqualTo(state.get("keys").get(i).textValue());
        }
    }

    @Test
    void theSecondImplementationAgrees() throws Exception {
        assumeThat(python("-c", "import cryptography").waitFor())
                .as("python3 with its package cryptography is not here (pip install cryptography)")
                .isZero();

        Process process = python("-B", FOLDER.resolve("verify.py").toString());
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said)
                .isEqualTo(values().count() + " values, " + refused().count() + " refusals, " + states().count()
                        + " trees: 0 wrong\n");
    }

    private static String name(FieldCipher.Opening opening) {
        return opening instanceof FieldCipher.Opened opened ? HEX.formatHex(opened.plaintext()) : opening.toString();
    }

    private static Process python(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("python3"));
        command.addAll(List.of(arguments));
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            return abort("no python3 here, which the second implementation needs: " + e.getMessage());
        }
    }

    private static byte[] bytes(JsonNode vector, String member) {
        return HEX.parseHex(vector.get(member).asText());
    }

    private static Stream<Named<JsonNode>> named(JsonNode vectors) {
        return StreamSupport.stream(vectors.spliterator(), false)
                .map(vector -> Named.of(vector.get("name").asText(), vector));
    }

    private static JsonNode read(String name) {
        try {
            return JsonMapper.builder().build().readTree(FOLDER.resolve(name).toFile());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
