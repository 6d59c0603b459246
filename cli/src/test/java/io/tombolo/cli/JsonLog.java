package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.Json;
import java.util.ArrayList;
import java.util.List;

/** What a process wrote with {@code --log json}. */
final class JsonLog {
    private JsonLog() {}

    /** Its lines; fails on one that is not an object with what {@code docs/logs.md} promises. */
    static List<JsonNode> lines(String text) {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : text.lines().toList()) {
            JsonNode json;
            try {
                json = Json.MAPPER.readTree(line);
            } catch (JsonProcessingException e) {
                throw new AssertionError("not JSON: " + line, e);
            }
            assertThat(json.path("timestamp").isIntegralNumber()).as(line).isTrue();
            assertThat(json.path("level").asText()).as(line).isIn("INFO", "WARN", "ERROR");
            assertThat(List.of("threadName", "loggerName", "message"))
                    .as(line)
                    .allSatisfy(
                            field -> assertThat(json.path(field).isTextual()).isTrue());
            lines.add(json);
        }
        return lines;
    }
}
