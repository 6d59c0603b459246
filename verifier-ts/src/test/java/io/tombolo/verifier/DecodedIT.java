package io.tombolo.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tombolo.verification.decoded.DecodedPart;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.verdict.RecordPart;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.util.RandomData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of every type, some of them damaged, decoded in Java and in TypeScript. The same rows in each run. */
class DecodedIT {
    private static final int ROWS = 1_000;
    private static final long SEED = 22;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path dir;

    @Test
    void typeScriptDecodesAsJavaDoes() throws IOException {
        String schema = Files.readString(Programs.MODULE.resolve("src/test/resources/every-type.avsc"));
        List<byte[]> rows = rows(new Schema.Parser().parse(schema));
        Path list = Files.write(
                dir.resolve("list"), rows.stream().map(row -> line(schema, row)).toList());

        List<String> found =
                Programs.lines(Programs.node(), Programs.SCRIPTS.resolve("decode.mjs"), Programs.MAIN, list);

        assertThat(found).hasSameSizeAs(rows);
        int decoded = 0;
        for (int i = 0; i < rows.size(); i++) {
            DecodedPart due = DecodedPart.of(new RecordPart(Optional.of(schema), Bytes.of(rows.get(i))));
            assertThat(read(found.get(i)).path("fields"))
                    .as("row " + i)
                    .isEqualTo(due.json().map(DecodedIT::read).orElse(JSON.missingNode()));
            decoded += due instanceof DecodedPart.Row ? 1 : 0;
        }
        assertThat(decoded).isBetween(ROWS / 2, ROWS - 1);
    }

    /** Schemas that Avro takes and those that it does not: both decode by the same ones. */
    @Test
    void typeScriptTakesTheSchemasThatJavaTakes() throws IOException {
        List<String> schemas = Files.readAllLines(Programs.MODULE.resolve("src/test/resources/odd-schemas.jsonl"));
        Path list = Files.write(
                dir.resolve("list"),
                schemas.stream().map(schema -> line(schema, new byte[1])).toList());

        List<String> found =
                Programs.lines(Programs.node(), Programs.SCRIPTS.resolve("decode.mjs"), Programs.MAIN, list);

        assertThat(found).hasSameSizeAs(schemas);
        for (int i = 0; i < schemas.size(); i++) {
            DecodedPart due = DecodedPart.of(new RecordPart(Optional.of(schemas.get(i)), Bytes.of(new byte[1])));
            assertThat(read(found.get(i)).has("not_decoded"))
                    .as(schemas.get(i) + " " + found.get(i))
                    .isEqualTo(due instanceof DecodedPart.Undecodable);
        }
    }

    /** The verifier in Python decodes by the same ones: a schema that it alone takes would be a second verdict. */
    @Test
    void pythonTakesTheSchemasThatJavaTakes() throws IOException {
        Path python = Programs.require("the Python verifier decodes nothing", "python3");
        assumeTrue(
                Programs.run(python, "-c", "import cryptography").code() == 0,
                "no package cryptography (pip install cryptography)");
        List<String> schemas = Files.readAllLines(Programs.MODULE.resolve("src/test/resources/odd-schemas.jsonl"));
        Path list = Files.write(
                dir.resolve("list"),
                schemas.stream().map(schema -> line(schema, new byte[1])).toList());

        List<String> found =
                Programs.lines(python, Programs.SCRIPTS.resolve("../python/decodes.py"), Programs.VECTORS, list);

        assertThat(found).hasSameSizeAs(schemas);
        for (int i = 0; i < schemas.size(); i++) {
            DecodedPart due = DecodedPart.of(new RecordPart(Optional.of(schemas.get(i)), Bytes.of(new byte[1])));
            assertThat(found.get(i).startsWith("not decoded"))
                    .as(schemas.get(i) + " " + found.get(i))
                    .isEqualTo(due instanceof DecodedPart.Undecodable);
        }
    }

    private static String line(String schema, byte[] bytes) {
        Base64.Encoder base64 = Base64.getEncoder();
        return base64.encodeToString(schema.getBytes(StandardCharsets.UTF_8)) + "\t" + base64.encodeToString(bytes);
    }

    /** Every third one has a changed byte. */
    private static List<byte[]> rows(Schema schema) throws IOException {
        Random random = new Random(SEED);
        GenericDatumWriter<Object> writer = new GenericDatumWriter<>(schema);
        List<byte[]> rows = new ArrayList<>();
        for (Object datum : new RandomData(schema, ROWS, SEED)) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
            writer.write(datum, encoder);
            byte[] row = out.toByteArray();
            if (rows.size() % 3 == 0) {
                row[random.nextInt(row.length)] ^= (byte) (1 << random.nextInt(8));
            }
            rows.add(row);
        }
        return rows;
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }
}
