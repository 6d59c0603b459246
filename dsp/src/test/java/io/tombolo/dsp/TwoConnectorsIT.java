package io.tombolo.dsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two connectors of this module, each with its own folder. */
class TwoConnectorsIT {
    private static final Duration LONG = Duration.ofMinutes(5);

    @TempDir
    Path folder;

    private final MemoryAgreements agreements = new MemoryAgreements(List.of("owner.example/prices"));
    private Dataspace provider;
    private Dataspace consumer;

    @BeforeEach
    void start() {
        provider = startProvider(0);
        consumer = startConsumer(0);
    }

    private Dataspace startProvider(int port) {
        return Connectors.start(Connectors.config(
                "urn:provider", folder.resolve("provider"), agreements, Participants.anybody("urn:consumer"), port));
    }

    private Dataspace startConsumer(int port) {
        return Connectors.start(Connectors.config(
                "urn:consumer",
                folder.resolve("consumer"),
                new MemoryAgreements(List.of()),
                Participants.anybody("urn:provider"),
                port));
    }

    @AfterEach
    void stop() {
        provider.close();
        consumer.close();
    }

    private String negotiate(String offer) {
        return Wire.json(Wire.post(
                        consumer,
                        "/control/negotiations",
                        ("{'providerId':'urn:provider','connectorAddress':'" + provider.uri() + "/dsp','offerId':'"
                                        + offer + "','datasetId':'owner.example/prices'}")
                                .replace('\'', '"')))
                .path("consumerPid")
                .asText();
    }

    private String transfer(String agreement, String format) {
        return Wire.json(Wire.post(
                        consumer,
                        "/control/transfers",
                        ("{'providerId':'urn:provider','connectorAddress':'" + provider.uri() + "/dsp','agreementId':'"
                                        + agreement + "','format':'" + format + "'}")
                                .replace('\'', '"')))
                .path("consumerPid")
                .asText();
    }

    private void awaitState(Kind kind, String pid, State state) {
        await().atMost(LONG)
                .untilAsserted(() ->
                        assertThat(Wire.control(consumer, kind, pid, "state")).isEqualTo(state.name()));
    }

    private String started() {
        String negotiation = negotiate("offer-owner.example/prices");
        awaitState(Kind.NEGOTIATION, negotiation, State.FINALIZED);
        String transfer =
                transfer(Wire.control(consumer, Kind.NEGOTIATION, negotiation, "agreement"), Agreements.FORMAT);
        awaitState(Kind.TRANSFER, transfer, State.STARTED);
        return transfer;
    }

    private String providersPid(String transfer) {
        return Wire.control(consumer, Kind.TRANSFER, transfer, "providerPid");
    }

    private void move(Dataspace of, String pid, String move) {
        assertThat(Wire.post(of, "/control/transfers/" + pid + "/" + move, "").status())
                .isEqualTo(200);
    }

    @Test
    void negotiateAndStartATransferThatGivesAccess() {
        String transfer = started();

        JsonNode address = Wire.json(Wire.get(consumer, "/control/transfers/" + transfer));
        assertThat(address.path("data_address").asText())
                .contains("\"endpointType\":\"KafkaBroker\"")
                .contains(
                        "\"name\":\"https://w3id.org/edc/v0.0.1/ns/kafka.bootstrap.servers\",\"value\":\"127.0.0.1:9\"")
                .contains("\"name\":\"https://w3id.org/edc/v0.0.1/ns/topic\",\"value\":\"a-topic\"")
                .contains(
                        "\"name\":\"https://w3id.org/edc/v0.0.1/ns/kafka.sasl.mechanism\",\"value\":\"SCRAM-SHA-512\"");
        assertThat(agreements.access(providersPid(transfer))).isEqualTo("given");
        assertThat(agreements.concluded()).hasSize(1);
    }

    @Test
    void theProviderTakesAccessAwayBeforeItSaysSo() {
        String transfer = started();
        String pid = providersPid(transfer);

        move(provider, pid, "suspend");
        assertThat(agreements.access(pid)).isEqualTo("suspended");
        awaitState(Kind.TRANSFER, transfer, State.SUSPENDED);
        move(provider, pid, "start");
        assertThat(agreements.access(pid)).isEqualTo("given");
        awaitState(Kind.TRANSFER, transfer, State.STARTED);
        provider.agreementEnded(Wire.control(consumer, Kind.TRANSFER, transfer, "agreement"), "the agreement ended");

        assertThat(agreements.access(pid)).isEqualTo("ended");
        awaitState(Kind.TRANSFER, transfer, State.TERMINATED);
        assertThat(Wire.control(consumer, Kind.TRANSFER, transfer, "reason")).contains("the agreement ended");
    }

    @Test
    void theConsumerSuspendsResumesAndCompletes() {
        String transfer = started();
        String pid = providersPid(transfer);

        move(consumer, transfer, "suspend");
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(agreements.access(pid)).isEqualTo("suspended"));
        move(consumer, transfer, "start");
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(agreements.access(pid)).isEqualTo("given"));
        move(consumer, transfer, "complete");
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(agreements.access(pid)).isEqualTo("ended"));
    }

    @Test
    void onlyTheSideThatSuspendedResumes() {
        String transfer = started();
        move(provider, providersPid(transfer), "suspend");
        awaitState(Kind.TRANSFER, transfer, State.SUSPENDED);

        assertThat(Wire.post(consumer, "/control/transfers/" + transfer + "/start", "")
                        .text())
                .contains("the other side suspended the transfer, so it must resume it");
        assertThat(Wire.post(
                                provider,
                                "/dsp/transfers/" + providersPid(transfer) + "/start",
                                Wire.message(
                                        "TransferStartMessage",
                                        "'providerPid':'" + providersPid(transfer) + "','consumerPid':'" + transfer
                                                + "'"))
                        .text())
                .contains("\"TransferError\"")
                .contains("only the side that suspended the transfer resumes it");
        assertThat(agreements.access(providersPid(transfer))).isEqualTo("suspended");
    }

    @Test
    void aForeignOfferIsTerminatedWithTheReason() {
        String negotiation = negotiate("foreign-offer");

        awaitState(Kind.NEGOTIATION, negotiation, State.TERMINATED);
        assertThat(Wire.control(consumer, Kind.NEGOTIATION, negotiation, "reason"))
                .contains("offer foreign-offer of dataset owner.example/prices: is not one of this provider");
    }

    @Test
    void anAgreementThatIsNotInForceAndAnotherFormatGetNoAccess() {
        String foreign = transfer("foreign-agreement", Agreements.FORMAT);
        String push = transfer("agreement-1", "HttpData-PUSH");

        awaitState(Kind.TRANSFER, foreign, State.TERMINATED);
        awaitState(Kind.TRANSFER, push, State.TERMINATED);
        assertThat(Wire.control(consumer, Kind.TRANSFER, foreign, "reason"))
                .contains("agreement foreign-agreement: is not in force");
        assertThat(Wire.control(consumer, Kind.TRANSFER, push, "reason"))
                .contains("format 'HttpData-PUSH': must be KafkaBroker-PULL");
        assertThat(agreements.access(providersPid(push))).isEqualTo("ended");
    }

    @Test
    void continueAfterARestartWhereTheyStopped() {
        String transfer = started();
        String pid = providersPid(transfer);
        int port = consumer.uri().getPort();
        consumer.close();
        move(provider, pid, "stop");
        assertThat(Wire.control(provider, Kind.TRANSFER, pid, "unconfirmed")).isEqualTo("true");

        // Nobody received the message: the provider sends it until the consumer is there again, and after its own
        // restart too.
        provider.close();
        consumer = startConsumer(port);
        assertThat(Wire.control(consumer, Kind.TRANSFER, transfer, "state")).isEqualTo("STARTED");
        provider = startProvider(0);

        awaitState(Kind.TRANSFER, transfer, State.TERMINATED);
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(Wire.control(provider, Kind.TRANSFER, pid, "unconfirmed"))
                        .isEqualTo("false"));
    }

    @Test
    void aFolderIsUsedByOneConnectorAtATime() {
        assertThat(catchThrowable(() -> startProvider(0)))
                .isInstanceOf(DataspaceException.class)
                .hasMessage("folder " + folder.resolve("provider")
                        + " is in use by another connector: stop that one first");
    }
}
