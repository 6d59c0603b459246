package io.tombolo.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.TreeHasher;
import io.tombolo.schemas.canonical.CanonicalSchema;
import io.tombolo.schemas.canonical.MalformedSchemaException;
import io.tombolo.schemas.commit.Commitment;
import io.tombolo.schemas.commit.Committer;
import io.tombolo.schemas.commit.Entry;
import io.tombolo.schemas.commit.Frame;
import io.tombolo.schemas.commit.LastHeaders;
import io.tombolo.schemas.commit.PartFormat;
import io.tombolo.schemas.commit.SchemaHashes;
import io.tombolo.schemas.contract.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written in {@code schemas/vectors/commitment} holds here, and in the second implementation beside it. */
class GoldenVectorsTest {

    private static final Path FOLDER =
            Path.of(System.getProperty("tombolo.root", ".."), "schemas", "vectors", "commitment");
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final JsonNode CANONICAL = read("canonical.json");
    private static final JsonNode COMMITMENT = read("commitment.json");
    private static final HexFormat HEX = HexFormat.of();

    static Stream<Named<JsonNode>> schemas() {
        return named(CANONICAL.get("schemas"));
    }

    static Stream<Named<JsonNode>> malformed() {
        return named(CANONICAL.get("malformed"));
    }

    static Stream<Named<JsonNode>> records() {
        return named(COMMITMENT.get("vectors"));
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void canonicalForm(JsonNode vector) {
        CanonicalSchema schema = canonical(vector);

        assertThat(schema.json()).isEqualTo(vector.get("canonical").asText());
        assertThat(schema.hash()).isEqualTo(Hash.parseHex(vector.get("hash").asText()));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void malformedSchemaIsRefused(JsonNode vector) {
        String text = vector.get("text").asText();

        assertThatThrownBy(() -> CanonicalSchema.of(text)).isInstanceOf(MalformedSchemaException.class);
    }

    @ParameterizedTest
    @MethodSource("records")
    void commitmentEntryAndLeaf(JsonNode vector) throws Exception {
        PartFormat keyFormat = PartFormat.parse(vector.get("key_format").asText());
        PartFormat valueFormat = PartFormat.parse(vector.get("value_format").asText());
        Committer committer = new Committer(registry(vector.get("registry").asText()), keyFormat, valueFormat);

        byte[] hash = new byte[Commitment.LENGTH];
        byte form = committer.commit(part(vector.get("key")), part(vector.get("value")), headers(vector), hash, 0);
        Commitment commitment = new Commitment(form, Hash.of(hash));
        Entry entry = Entry.of(
                commitment,
                Long.parseLong(vector.get("offset").asText()),
                vector.get("timestamp").isNull()
                        ? Entry.NO_TIMESTAMP
                        : Long.parseLong(vector.get("timestamp").asText()));

        assertThat(commitment.form()).isEqualTo((byte) vector.get("form").asInt());
        assertThat(commitment.hash().hex()).isEqualTo(vector.get("commitment").asText());
        if (!vector.get("preimage").isNull()) {
            byte[] preimage = HEX.parseHex(vector.get("preimage").asText());
            assertThat(commitment.hash())
                    .isEqualTo(Hash.of(MessageDigest.getInstance("SHA-256").digest(preimage)));
        }
        assertThat(HEX.formatHex(entry.encode())).isEqualTo(vector.get("entry").asText());
        assertThat(TreeHasher.sha256().leaf(entry.encode()).hex())
                .isEqualTo(vector.get("leaf").asText());
    }

    @Test
    void saysTheSameForTheSameAndAnotherForAnother() {
        Map<String, JsonNode> byName = new HashMap<>();
        COMMITMENT
                .get("vectors")
                .forEach(vector -> byName.put(vector.get("name").asText(), vector));

        assertThat(byName).hasSizeGreaterThanOrEqualTo(60);
        byName.values().forEach(vector -> {
            String commitment = vector.get("commitment").asText();
            if (vector.has("same_as")) {
                assertThat(commitment)
                        .as(vector.get("name").asText())
                        .isEqualTo(byName.get(vector.get("same_as").asText())
                                .get("commitment")
                                .asText());
            }
            if (vector.has("differs_from")) {
                assertThat(commitment)
                        .as(vector.get("name").asText())
                        .isNotEqualTo(byName.get(vector.get("differs_from").asText())
                                .get("commitment")
                                .asText());
            }
        });
    }

    @Test
    void theSecondImplementationAgrees() throws Exception {
        String said = python("verify.py");

        assertThat(said).contains(COMMITMENT.get("vectors").size() + " records: 0 wrong");
    }

    @Test
    void theSecondImplementationAgreesOnRandomSchemas() throws Exception {
        String[] lines = python("random_schemas.py", "20260101", "4000").lines().toArray(String[]::new);

        int refused = 0;
        for (String line : lines) {
            JsonNode schema = JSON.readTree(line);
            List<String> referenced = new ArrayList<>();
            schema.get(1).forEach(text -> referenced.add(text.asText()));
            String form = canonicalOrNull(schema.get(0).asText(), referenced);
            refused += form == null ? 1 : 0;
            assertThat(form).as(line).isEqualTo(schema.get(2).textValue());
        }
        assertThat(lines).hasSize(4_000);
        assertThat(refused).isBetween(1_000, 3_500);
    }

    private static @Nullable String canonicalOrNull(String text, List<String> referenced) {
        try {
            return CanonicalSchema.of(text, referenced).json();
        } catch (MalformedSchemaException e) {
            return null;
        }
    }

    private static String python(String script, String... arguments) throws InterruptedException, IOException {
        List<String> command =
                new ArrayList<>(List.of("python3", "-B", FOLDER.resolve(script).toString()));
        command.addAll(List.of(arguments));
        Process python;
        try {
            python = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            System.err.println("SKIPPED: no python3 here, so the second implementation was not run");
            return Assumptions.abort("no python3 here: " + e.getMessage());
        }
        String said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(python.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(python.exitValue()).as(said).isZero();
        return said;
    }

    private static LastHeaders headers(JsonNode vector) {
        return name -> switch (name) {
            case Topics.SALT_HEADER -> part(vector.path("salt"));
            case Frame.KEY_HEADER -> part(vector.path("key_header"));
            case Frame.VALUE_HEADER -> part(vector.path("value_header"));
            default -> null;
        };
    }

    private static SchemaHashes registry(String name) {
        JsonNode numbers = COMMITMENT.get("registries").get(name);
        return new SchemaHashes() {
            @Override
            public @Nullable Hash hashOf(int schemaId) {
                return hash(numbers.get(Integer.toString(schemaId)));
            }

            @Override
            public @Nullable Hash hashOf(UUID guid) {
                return hash(numbers.get(guid.toString()));
            }
        };
    }

    private static @Nullable Hash hash(@Nullable JsonNode schemaName) {
        return schemaName == null
                ? null
                : schemas()
                        .filter(schema -> schema.getPayload().get("name").equals(schemaName))
                        .map(schema -> canonical(schema.getPayload()).hash())
                        .findFirst()
                        .orElseThrow();
    }

    private static CanonicalSchema canonical(JsonNode vector) {
        List<String> referenced = new ArrayList<>();
        vector.get("references")
                .forEach(name -> CANONICAL.get("schemas").forEach(other -> {
                    if (other.get("name").equals(name)) {
                        referenced.add(other.get("text").asText());
                    }
                }));
        return CanonicalSchema.of(vector.get("text").asText(), referenced);
    }

    private static byte @Nullable [] part(JsonNode part) {
        if (part.isNull() || part.isMissingNode()) {
            return null;
        }
        if (part.isTextual()) {
            return HEX.parseHex(part.asText());
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < part.get("times").asInt(); i++) {
            out.writeBytes(HEX.parseHex(part.get("hex").asText()));
        }
        return out.toByteArray();
    }

    private static Stream<Named<JsonNode>> named(JsonNode vectors) {
        return StreamSupport.stream(vectors.spliterator(), false)
                .map(vector -> Named.of(vector.get("name").asText(), vector));
    }

    private static JsonNode read(String name) {
        try {
            return JSON.readTree(FOLDER.resolve(name).toFile());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
