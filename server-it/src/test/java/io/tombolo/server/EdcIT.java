package io.tombolo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A connector of Eclipse EDC against a secured node; only with the profile {@code edc}, which fetches EDC. */
class EdcIT {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Path CLASSPATH = Path.of("target", "edc.classpath");

    @Test
    void eclipsesConnectorNegotiatesReadsTheTopicAndIsCutOff(@TempDir Path dir) throws Exception {
        assumeThat(CLASSPATH).as("run with -Pedc").exists();
        int port = DataspaceNode.freePort();
        String address = "https://127.0.0.1:" + port + "/dsp";

        try (DataspaceNode node =
                        DataspaceNode.start(dir, EdcConnector.header(address), EdcConnector.expected(), port);
                EdcConnector edc = EdcConnector.start(dir, Files.readString(CLASSPATH), node)) {
            String agreement = node.agree("flights");
            node.produce("flights", 10);

            AtomicReference<JsonNode> catalogue = new AtomicReference<>();
            await().atMost(PATIENCE).untilAsserted(() -> catalogue.set(edc.catalogue()));
            assertThat(catalogue.get().toString())
                    .contains("acme.example/flights")
                    .contains(agreement);

            String negotiation = edc.negotiate(
                    new JsonMapper().readTree(node.catalogue()).path("dataset").path(0));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(
                                    edc.negotiation(negotiation).path("state").asText())
                            .isEqualTo("FINALIZED"));
            String transfer = edc.transfer(
                    edc.negotiation(negotiation).path("contractAgreementId").asText());
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(edc.dataAddress(transfer)).isNotEmpty());

            Consumer<byte[], byte[]> consumer = DataspaceNode.consumer(names(edc.dataAddress(transfer)));
            try {
                assertThat(DataspaceNode.read(consumer, 10)).isEqualTo(10);

                node.end(agreement);

                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(edc.transferProcess(transfer)
                                        .path("state")
                                        .asText())
                                .isEqualTo("TERMINATED"));
                assertThat(DataspaceNode.refusal(consumer)).containsAnyOf("flights", "invalid credentials");
            } finally {
                DataspaceNode.close(consumer);
            }
        }
    }

    private static Map<String, String> names(JsonNode properties) {
        Map<String, String> names = new HashMap<>();
        properties
                .properties()
                .forEach(one -> names.put(
                        one.getKey().replace("https://w3id.org/edc/v0.0.1/ns/", ""),
                        one.getValue().asText()));
        return names;
    }
}
