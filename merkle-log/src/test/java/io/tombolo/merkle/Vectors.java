package io.tombolo.merkle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** Reads the language-neutral vectors under schemas/vectors/merkle. */
public final class Vectors {
    private Vectors() {}

    /** One test for each case of a file. */
    public static Stream<DynamicTest> of(String file, Consumer<JsonNode> test) {
        return cases(file).stream().map(c -> DynamicTest.dynamicTest(name(c), () -> test.accept(c)));
    }

    private static String name(JsonNode c) {
        return c.has("name") ? text(c, "name") : "\"" + text(c, "path") + "\"";
    }

    public static List<JsonNode> cases(String file) {
        Path path = Path.of(System.getProperty("tombolo.root", ".."), "schemas", "vectors", "merkle", file);
        List<JsonNode> cases = new ArrayList<>();
        try {
            new ObjectMapper().readTree(path.toFile()).required("cases").forEach(cases::add);
        } catch (IOException e) {
            throw new UncheckedIOException(path.toAbsolutePath().toString(), e);
        }
        return cases;
    }

    public static String text(JsonNode node, String field) {
        return node.required(field).asText();
    }

    /** A number of up to 64 bits; those above 2^63-1 come out negative. */
    public static long number(JsonNode node, String field) {
        return Long.parseUnsignedLong(text(node, field));
    }

    public static Hash hash(JsonNode node, String field) {
        return Hash.parseHex(text(node, field));
    }

    public static byte[] bytes(JsonNode node, String field) {
        return HexFormat.of().parseHex(text(node, field));
    }

    public static List<Hash> hashes(JsonNode node, String field) {
        return strings(node, field).stream().map(Hash::parseHex).toList();
    }

    public static List<String> strings(JsonNode node, String field) {
        List<String> strings = new ArrayList<>();
        node.required(field).forEach(s -> strings.add(s.asText()));
        return strings;
    }
}
