package io.tombolo.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The projects that users copy, against a server as {@code ./tombolo up} starts it. */
final class ExamplesIT {
    private static final String TOPIC = "acme.example.parcels";
    private static final String ROWS = "id,city\n1,Lisbon\n2,Porto\n3,Faro\n";

    @TempDir
    static Path temp = Path.of("unset");

    private static final List<Program> running = new ArrayList<>();
    private static JsonNode endpoints = new ObjectMapper().createObjectNode();

    @BeforeAll
    static void shareADataset() throws Exception {
        Path data = temp.resolve("data");
        Program server = Program.tombolo(
                temp.resolve("up.out"),
                "up",
                "--data=" + data,
                "--kafka-port=0",
                "--registry-port=0",
                "--connect-port=0",
                "--api-port=0",
                "--push-port=0",
                "--seal-age=PT0.2S",
                "--anchor-interval=PT0.3S",
                "--start-timeout=PT10M");
        running.add(server);
        server.until(said -> Files.exists(data.resolve("endpoints.json")));
        endpoints = new ObjectMapper().readTree(data.resolve("endpoints.json").toFile());
        Path rows = Files.writeString(temp.resolve("parcels.csv"), ROWS);
        tombolo("publish", "--organisation=acme.example", "--dataset=parcels", "--key=id", rows.toString());
        tombolo("policy", "init", "-o", policy());
    }

    @AfterAll
    static void stop() {
        running.forEach(Program::close);
    }

    @Test
    void verifiesEvidenceThatTheServerMade() throws Exception {
        Path file = temp.resolve("event.json");
        tombolo("evidence", "--dataset=acme.example/parcels", "--partition=0", "--offset=0", "-o", file.toString());

        try (Program example = verifyEvidence(policy(), file.toString())) {
            assertThat(example.exitCode()).as(example.said()).isZero();
            assertThat(example.said()).startsWith("ANCHORED ").contains("Lisbon");
        }
    }

    @Test
    void refusesEvidenceThatWasAltered() throws Exception {
        Path vectors = Program.ROOT.resolve("schemas/vectors/evidence");

        try (Program example = verifyEvidence(
                vectors.resolve("policy.json").toString(),
                vectors.resolve("altered-value.json").toString())) {
            assertThat(example.exitCode()).as(example.said()).isEqualTo(1);
            assertThat(example.said()).startsWith("ALTERED: ");
        }
    }

    @Test
    void readsEveryEventOfAnOwnerWhomThePolicyTrusts() throws Exception {
        try (Program example = consume("refused.out", strangersPolicy())) {
            assertThat(example.exitCode()).as(example.said()).isEqualTo(1);
            assertThat(example.said()).contains("refused: ", "NOT_TRUSTED").doesNotContain("Lisbon");
        }
        try (Program example = consume("read.out", policy())) {
            example.until(said -> said.contains("Faro"));

            assertThat(example.said()).contains("Lisbon", "Porto").doesNotContain("refused");
        }
    }

    @Test
    void listensWithSpringBoot() throws Exception {
        try (Program example = listen("listen.out", policy(), "listener")) {
            example.until(said -> said.contains("Faro"));

            assertThat(example.said()).contains("Lisbon", "Porto").doesNotContain("RefusedException");
        }
    }

    @Test
    void showsTheListenerNothingMoreOfAnOwnerWhomThePolicyDoesNotTrust() throws Exception {
        try (Program example = listen("stopped.out", strangersPolicy(), "suspicious")) {
            example.until(said -> said.contains("refused"));
            // Kafka calls an interceptor for polls that return something: the refusal surfaces with the next event.
            Path more = Files.writeString(temp.resolve("more.csv"), "id,city\n4,Braga\n");
            tombolo("publish", "--organisation=acme.example", "--dataset=parcels", "--key=id", more.toString());
            example.until(said -> said.contains("RefusedException"));

            assertThat(example.said()).contains("NOT_TRUSTED").doesNotContain("Braga");
        }
    }

    private static Program verifyEvidence(String policy, String file) throws IOException {
        return Program.example(
                "verify-evidence", "com.example.VerifyEvidence", temp.resolve("verify.out"), policy, file);
    }

    private static Program consume(String output, String policy) throws IOException {
        return Program.example(
                "verifying-consumer",
                "com.example.Consume",
                temp.resolve(output),
                endpoint("kafka"),
                endpoint("api"),
                endpoint("registry"),
                policy,
                TOPIC);
    }

    private static Program listen(String output, String policy, String group) throws IOException {
        assumeTrue(
                Program.isBuilt("spring-boot-listener"),
                "examples/spring-boot-listener is not built: mvn -B -Pspring verify makes this test run");
        return Program.example(
                "spring-boot-listener",
                "com.example.ListenerApplication",
                temp.resolve(output),
                "--dataset.topic=" + TOPIC,
                "--spring.kafka.bootstrap-servers=" + endpoint("kafka"),
                "--spring.kafka.consumer.group-id=" + group,
                "--spring.kafka.consumer.properties.tombolo.policy=" + policy,
                "--spring.kafka.consumer.properties.tombolo.read.side=" + endpoint("api"),
                "--spring.kafka.consumer.properties.schema.registry.url=" + endpoint("registry"));
    }

    private static void tombolo(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--server", endpoint("api")));
        try (Program command = Program.tombolo(temp.resolve(arguments[0] + ".out"), all.toArray(String[]::new))) {
            assertThat(command.exitCode()).as(command.said()).isZero();
        }
    }

    private static String endpoint(String name) {
        return endpoints.path(name).asText();
    }

    private static String policy() {
        return temp.resolve("policy.json").toString();
    }

    /** Names other owners and other ledgers than the server's. */
    private static String strangersPolicy() {
        return Program.ROOT.resolve("schemas/vectors/evidence/policy.json").toString();
    }
}
