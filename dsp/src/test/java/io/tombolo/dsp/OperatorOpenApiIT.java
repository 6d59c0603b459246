package io.tombolo.dsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.http.HttpAnswer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openapi4j.parser.OpenApi3Parser;
import org.openapi4j.parser.model.v3.OpenApi3;
import org.openapi4j.parser.model.v3.Operation;
import org.openapi4j.parser.model.v3.Schema;

/** The description of the operator's paths says what a running connector does. */
class OperatorOpenApiIT {
    private static final String DATASET = "owner.example/prices";

    @TempDir
    static Path folder;

    private static OpenApi3 description;
    private static Dataspace provider;
    private static Dataspace consumer;

    @BeforeAll
    static void start() throws Exception {
        description = new OpenApi3Parser().parse(OperatorRoutes.class.getResource("openapi.yaml"), true);
        provider = Connectors.start(Connectors.config(
                "urn:provider",
                folder.resolve("provider"),
                new MemoryAgreements(List.of(DATASET)),
                Participants.anybody("urn:consumer"),
                0));
        consumer = Connectors.start(Connectors.config(
                "urn:consumer",
                folder.resolve("consumer"),
                new MemoryAgreements(List.of()),
                Participants.anybody("urn:provider"),
                0));
    }

    @AfterAll
    static void stop() {
        provider.close();
        consumer.close();
    }

    @Test
    void hasThePathsOfEveryKindAndEveryMoveOfAnOperator() {
        Set<String> paths = new LinkedHashSet<>(Set.of("/control/openapi.yaml"));
        for (Kind kind : Kind.values()) {
            String base = "/control/" + kind.path();
            paths.addAll(List.of(base, base + "/{pid}", base + "/{pid}/{move}"));
            List<?> moves = description
                    .getPath(base + "/{pid}/{move}")
                    .getPost()
                    .getParametersIn(description.getContext(), "path")
                    .stream()
                    .filter(one -> "move".equals(one.getName()))
                    .findFirst()
                    .orElseThrow()
                    .getSchema()
                    .getEnums();

            assertThat(moves.stream().map(String::valueOf))
                    .containsExactlyElementsOf(Arrays.stream(Move.values())
                            .filter(move -> move.kind() == kind && move != Move.TRANSFER_REQUEST)
                            .map(move -> move.name().toLowerCase(Locale.ROOT))
                            .toList());
        }

        assertThat(description.getPaths().keySet()).containsExactlyInAnyOrderElementsOf(paths);
        assertThat(Wire.get(consumer, "/control/openapi.yaml").text()).contains("operationId: moveTransfer");
    }

    @Test
    void everyAnswerIsAsDescribed() {
        String negotiation = described(
                        "post",
                        "/control/negotiations",
                        "/control/negotiations",
                        "{\"providerId\":\"urn:provider\",\"connectorAddress\":\"" + provider.uri()
                                + "/dsp\",\"offerId\":\"offer-" + DATASET + "\",\"datasetId\":\"" + DATASET + "\"}")
                .path("consumerPid")
                .asText();
        await().atMost(Duration.ofMinutes(5))
                .until(() -> Wire.control(consumer, Kind.NEGOTIATION, negotiation, "state")
                        .equals("FINALIZED"));
        String agreement = described("get", "/control/negotiations/{pid}", "/control/negotiations/" + negotiation, "")
                .path("agreement")
                .asText();
        String transfer = described(
                        "post",
                        "/control/transfers",
                        "/control/transfers",
                        "{\"providerId\":\"urn:provider\",\"connectorAddress\":\"" + provider.uri()
                                + "/dsp\",\"agreementId\":\"" + agreement + "\"}")
                .path("consumerPid")
                .asText();
        await().atMost(Duration.ofMinutes(5))
                .until(() ->
                        Wire.control(consumer, Kind.TRANSFER, transfer, "state").equals("STARTED"));
        String moves = "/control/transfers/{pid}/{move}";
        JsonNode started = described("get", "/control/transfers/{pid}", "/control/transfers/" + transfer, "");
        JsonNode suspended =
                described("post", moves, "/control/transfers/" + transfer + "/suspend", "{\"reason\":\"a pause\"}");

        assertThat(started.path("data_address").isTextual()).isTrue();
        assertThat(suspended.path("suspended_by").asText()).isEqualTo("CONSUMER");
        for (String wrong : List.of("", "{", "{}", "{\"providerId\":1}")) {
            described("post", "/control/negotiations", "/control/negotiations", wrong);
            described("post", "/control/transfers", "/control/transfers", wrong);
        }
        for (Kind kind : Kind.values()) {
            String path = "/control/" + kind.path();
            described("get", path + "/{pid}", path + "/unknown", "");
            described("post", path + "/{pid}/{move}", path + "/unknown/terminate", "");
            described("post", path + "/{pid}/{move}", path + "/unknown/stop", "");
            described("post", path + "/{pid}/{move}", path + "/unknown/nothing", "");
            assertThat(Wire.post(consumer, path + "/unknown", "{}").status()).isEqualTo(405);
            assertThat(Wire.get(consumer, path).status()).isEqualTo(405);
            assertThat(Wire.get(consumer, path + "/a/b/c").text()).contains("/control/openapi.yaml lists them");
        }
    }

    /** Asks, and compares the answer's status and members with the description of that path. */
    private static JsonNode described(String method, String template, String path, String body) {
        Operation operation = description.getPath(template).getOperation(method);

        HttpAnswer answer = method.equals("get") ? Wire.get(consumer, path) : Wire.post(consumer, path, body);

        assertThat(operation.getResponses().keySet()).as(method + " " + path).contains(answer.status() + "");
        JsonNode json = Wire.json(answer);
        Schema schema = description.getComponents().getSchema(answer.status() < 300 ? "Exchange" : "Problem");
        Set<String> members = new TreeSet<>();
        json.fieldNames().forEachRemaining(members::add);
        assertThat(schema.getProperties().keySet()).as(json.toString()).containsAll(members);
        assertThat(members).containsAll(schema.getRequiredFields());
        for (Map.Entry<String, Schema> property : schema.getProperties().entrySet()) {
            List<Object> values = property.getValue().getEnums();
            if (values != null && json.has(property.getKey())) {
                assertThat(values)
                        .as(property.getKey())
                        .contains(json.path(property.getKey()).asText());
            }
        }
        return json;
    }
}
