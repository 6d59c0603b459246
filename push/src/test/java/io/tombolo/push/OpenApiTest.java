package io.tombolo.push;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openapi4j.parser.OpenApi3Parser;
import org.openapi4j.parser.model.v3.OpenApi3;

class OpenApiTest {

    @Test
    void theDescriptionIsValidAndSaysWhatTheServerDoes() throws Exception {
        URL description = PushRoutes.class.getResource("openapi.yaml");

        OpenApi3 validated = new OpenApi3Parser().parse(description, true);

        assertThat(validated.getPaths().keySet())
                .containsExactlyInAnyOrder("/v1/datasets/{organisation}/{dataset}/events", "/health", "/openapi.yaml");
        JsonNode yaml = new YAMLMapper().readTree(description.openStream());
        JsonNode push = yaml.path("paths")
                .path("/v1/datasets/{organisation}/{dataset}/events")
                .path("post");
        assertThat(names(push.path("responses")))
                .containsExactlyInAnyOrder("201", "400", "401", "403", "409", "413", "415", "421", "422", "500", "503");
        List<String> required = new ArrayList<>();
        yaml.at("/components/schemas/Problem/required").forEach(name -> required.add(name.asText()));
        assertThat(required)
                .containsExactlyInAnyOrderElementsOf(names(new YAMLMapper()
                        .readTree(StandardCharsets.UTF_8
                                .decode(PushProblem.document(
                                                PushProblem.busy("a", "b", "c").problem())
                                        .body())
                                .toString())));
        PushServer.Config.PushLimits limits = PushServer.Config.PushLimits.defaults();
        assertThat(push.at("/responses/503/headers/Retry-After/required").asBoolean())
                .isTrue();
        assertThat(push.at("/responses/503/description").asText())
                .contains(
                        (limits.bufferedBytes() >> 20) + " MiB of events wait for Kafka",
                        (limits.receivedBytes() >> 20) + " MiB of bodies are being received");
        assertThat(push.path("requestBody").path("description").asText())
                .isEqualTo(String.format(
                        "At most %d MiB and %,d rows; a row as an event at most %,d bytes.",
                        limits.bodyBytes() >> 20, limits.rows(), limits.rowBytes()));
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
