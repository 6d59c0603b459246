package io.tombolo.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.tombolo.merkle.MalformedException;
import io.tombolo.schemas.DatasetId;
import io.tombolo.verification.json.JsonFields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** What the ledger files of all kinds have in common. */
final class LedgerYaml {
    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private LedgerYaml() {}

    /**
     * Reads a file.
     *
     * @param reading takes every field that the file may have
     * @throws ServerException that names the file, the key and what is wrong with it
     */
    static <T> T read(Path file, Function<JsonFields, T> reading) {
        try {
            JsonFields fields = new JsonFields(YAML.readTree(Files.readString(file)), "ledger");
            T read = reading.apply(fields);
            fields.end();
            return read;
        } catch (NoSuchFileException e) {
            throw new ServerException("ledger file " + file + ": there is no such file", e);
        } catch (JsonProcessingException e) {
            throw new ServerException("ledger file " + file + ": no YAML: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new ServerException("ledger file " + file + ": can't be read: " + e.getMessage(), e);
        } catch (MalformedException | IllegalArgumentException e) {
            throw new ServerException("ledger file " + file + ": " + e.getMessage(), e);
        }
    }

    /** Whether a file has this key. One that can't be read has none: its own reader says why. */
    static boolean has(Path file, String key) {
        try {
            JsonNode read = YAML.readTree(Files.readString(file));
            return read != null && read.has(key);
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * The names that a server may act for.
     *
     * @throws MalformedException when there is none, or one is not a name
     */
    static List<String> organisations(List<String> names) {
        if (names.isEmpty()) {
            throw new MalformedException("organisations: none, at least 1");
        }
        for (String name : names) {
            try {
                var unused = new DatasetId(name, "any");
            } catch (IllegalArgumentException e) {
                throw new MalformedException("organisations: " + e.getMessage());
            }
        }
        return List.copyOf(names);
    }
}
