package io.tombolo.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.schemas.commit.Commitment;
import io.tombolo.schemas.commit.Committer;
import io.tombolo.schemas.commit.Frame;
import io.tombolo.schemas.commit.PartFormat;
import io.tombolo.schemas.registry.HttpRegistryClient;
import io.tombolo.schemas.registry.RegistrySchemaHashes;
import io.tombolo.schemas.serde.AvroDeserializer;
import io.tombolo.schemas.serde.KafkaHeaders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Confluent's own Python client against our registry. */
@ExtendWith(Broker.class)
class ConfluentPythonIT {

    @Test
    void theirClientAndSerializersPass() throws Exception {
        String python = System.getenv().getOrDefault("TOMBOLO_PYTHON", "python3");
        Path script = Path.of(
                System.getProperty("tombolo.root", ".."), "schema-registry/src/test/python/confluent_client.py");
        try (EmbeddedRegistry registry = EmbeddedRegistry.start(Broker.registry("python"))) {
            Process process;
            try {
                process = new ProcessBuilder(
                                python, "-B", script.toString(), registry.uri().toString())
                        .redirectErrorStream(true)
                        .start();
            } catch (IOException e) {
                skip("no " + python + " here");
                return;
            }
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            int exit = process.waitFor();

            if (exit == 77) {
                skip(said.strip());
            }
            assertThat(exit).as(said).isZero();
            assertReadsWhatPythonFramedWithAGuid(said, HttpRegistryClient.of(registry.uri()));
        }
    }

    /** The script prints what Confluent's Python serializer put into the header, and the body. */
    private static void assertReadsWhatPythonFramedWithAGuid(String said, HttpRegistryClient client) {
        Matcher printed = Pattern.compile("HEADER (\\S+) BODY (\\S+)").matcher(said);
        assertThat(printed.find()).as(said).isTrue();
        Headers headers =
                new RecordHeaders().add(Frame.VALUE_HEADER, HexFormat.of().parseHex(printed.group(1)));
        byte[] body = HexFormat.of().parseHex(printed.group(2));
        byte[] hash = new byte[Commitment.LENGTH];
        try (AvroDeserializer deserializer = new AvroDeserializer(client)) {
            assertThat(deserializer.deserialize("py-outer", headers, body))
                    .hasToString("{\"in\": {\"x\": 5}, \"note\": \"long enough\"}");
        }
        byte form = new Committer(new RegistrySchemaHashes(client), PartFormat.RAW, PartFormat.AVRO)
                .commit(null, body, new KafkaHeaders().of(headers), hash, 0);
        assertThat(form).isEqualTo(Commitment.AS_REGISTERED);
    }

    private static void skip(String why) {
        System.err.println("SKIPPED: Confluent's Python client was not run: " + why);
        Assumptions.abort(why);
    }
}
