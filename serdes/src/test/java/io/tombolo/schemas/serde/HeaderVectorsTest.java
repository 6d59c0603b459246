package io.tombolo.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.TreeHasher;
import io.tombolo.schemas.commit.Commitment;
import io.tombolo.schemas.commit.Committer;
import io.tombolo.schemas.commit.Entry;
import io.tombolo.schemas.commit.PartFormat;
import io.tombolo.schemas.commit.SchemaHashes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Records with lists of headers, as {@code schemas/vectors/commitment/headers.json} has them, through Kafka's own headers. */
class HeaderVectorsTest {
    private static final Path FOLDER =
            Path.of(System.getProperty("tombolo.root", ".."), "schemas", "vectors", "commitment");
    private static final HexFormat HEX = HexFormat.of();

    @Test
    void theLastHeaderOfANameCountsWhateverItsValue() throws IOException {
        JsonNode file = read("headers.json");
        Map<String, JsonNode> byName = new HashMap<>();
        for (JsonNode vector : file.required("vectors")) {
            String name = vector.required("name").asText();
            byName.put(name, vector);
            Committer committer = new Committer(
                    registry(file.required("registries")
                            .required(vector.required("registry").asText())),
                    PartFormat.parse(vector.required("key_format").asText()),
                    PartFormat.parse(vector.required("value_format").asText()));
            KafkaHeaders headers = new KafkaHeaders().of(headers(vector.required("headers")));
            byte[] hash = new byte[Commitment.LENGTH];

            byte form =
                    committer.commit(part(vector.required("key")), part(vector.required("value")), headers, hash, 0);
            Entry entry = Entry.of(
                    new Commitment(form, Hash.of(hash)),
                    vector.required("offset").asLong(),
                    vector.required("timestamp").asLong());

            assertThat(form).as(name).isEqualTo((byte) vector.required("form").asInt());
            assertThat(HEX.formatHex(hash))
                    .as(name)
                    .isEqualTo(vector.required("commitment").asText());
            assertThat(HEX.formatHex(entry.encode()))
                    .as(name)
                    .isEqualTo(vector.required("entry").asText());
            assertThat(TreeHasher.sha256().leaf(entry.encode()).hex())
                    .as(name)
                    .isEqualTo(vector.required("leaf").asText());
        }
        assertThat(byName).hasSizeGreaterThanOrEqualTo(17);
        byName.forEach((name, vector) -> {
            if (vector.has("same_as")) {
                JsonNode other = byName.get(vector.required("same_as").asText());
                assertThat(vector.required("commitment")).as(name).isEqualTo(other.required("commitment"));
            }
            if (vector.has("differs_from")) {
                JsonNode other = byName.get(vector.required("differs_from").asText());
                assertThat(vector.required("commitment")).as(name).isNotEqualTo(other.required("commitment"));
            }
        });
    }

    private static RecordHeaders headers(JsonNode pairs) {
        RecordHeaders headers = new RecordHeaders();
        pairs.forEach(pair -> headers.add(pair.required(0).asText(), part(pair.required(1))));
        return headers;
    }

    private static SchemaHashes registry(JsonNode numbers) throws IOException {
        Map<String, Hash> hashes = new HashMap<>();
        for (JsonNode schema : read("canonical.json").required("schemas")) {
            hashes.put(
                    schema.required("name").asText(),
                    Hash.parseHex(schema.required("hash").asText()));
        }
        return new SchemaHashes() {
            @Override
            public @Nullable Hash hashOf(int schemaId) {
                return hashes.get(numbers.path(Integer.toString(schemaId)).asText());
            }

            @Override
            public @Nullable Hash hashOf(UUID guid) {
                return hashes.get(numbers.path(guid.toString()).asText());
            }
        };
    }

    private static byte @Nullable [] part(JsonNode value) {
        return value.isNull() ? null : HEX.parseHex(value.asText());
    }

    private static JsonNode read(String name) throws IOException {
        return JsonMapper.builder().build().readTree(FOLDER.resolve(name).toFile());
    }
}
