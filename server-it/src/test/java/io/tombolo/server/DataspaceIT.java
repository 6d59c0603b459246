package io.tombolo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A partner's connector against a secured node: it negotiates, reads the topic, and is cut off when the agreement ends. */
class DataspaceIT {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    static Path dir;

    private static DataspaceNode node;

    @BeforeAll
    static void start() throws Exception {
        node = DataspaceNode.start(dir);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void aPartnerNegotiatesReadsAndIsCutOff() throws Exception {
        String agreement = node.agree("flights");
        node.produce("flights", 10);
        try (PartnerConnector partner = PartnerConnector.start(dir.resolve("partner"), node)) {
            String negotiation = partner.negotiate(agreement, "acme.example/flights");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(partner.state("negotiations", negotiation))
                            .isEqualTo("FINALIZED"));
            String transfer = partner.transfer(agreement);
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(partner.state("transfers", transfer)).isEqualTo("STARTED"));

            JsonNode address = partner.dataAddress(transfer);
            Consumer<byte[], byte[]> consumer = DataspaceNode.consumer(address);
            try {
                assertThat(DataspaceNode.read(consumer, 10)).isEqualTo(10);

                node.end(agreement);

                await().atMost(PATIENCE)
                        .untilAsserted(() ->
                                assertThat(partner.state("transfers", transfer)).isEqualTo("TERMINATED"));
                assertThat(DataspaceNode.refusal(consumer)).containsAnyOf("flights", "invalid credentials");
            } finally {
                DataspaceNode.close(consumer);
            }
        }
    }

    @Test
    void withoutAnAgreementNothingIsShownOrNegotiated() throws Exception {
        String agreement = node.agree("crews");
        node.end(agreement);
        try (PartnerConnector partner = PartnerConnector.start(dir.resolve("other"), node)) {
            String negotiation = partner.negotiate(agreement, "acme.example/crews");

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(partner.state("negotiations", negotiation))
                            .isEqualTo("TERMINATED"));
            assertThat(node.catalogue()).doesNotContain("acme.example/crews");
        }
    }

    @Test
    void theFileIsRefusedByItsKey() {
        assertThat(List.of(
                        DataspaceNode.refusal("participantId: ''"),
                        DataspaceNode.refusal("participantId: a\nport: 70000"),
                        DataspaceNode.refusal("participantId: a\naddress: nowhere"),
                        DataspaceNode.refusal("participantId: a\nparticipants: [{id: b, organisation: c, sha256: d}]")))
                .containsExactly(
                        "participantId: is empty, must be this node's identifier in the dataspace",
                        "port: 70000, limit 0 to 65535",
                        "address: 'nowhere', must be as https://connector.acme.example:8495",
                        "participants: sha256 of b: must be 64 hexadecimal digits, of a header of its own");
    }
}
