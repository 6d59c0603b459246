package io.tombolo.cli.shell;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Optional;

/** When datasets were last compared with their sources, as the read side has it from their owners' sealed events. */
public final class LastReconciled {
    private LastReconciled() {}

    /** A list with a line for each dataset that was ever compared; empty of a server that does not know. */
    public static JsonNode all(Server server) {
        return server.findBytes("not_found", "/api/v1/reconciliations")
                .map(body -> {
                    try {
                        return Json.MAPPER.readTree(body).path("reconciliations");
                    } catch (IOException e) {
                        throw new CommandException(
                                "the server at " + server.url() + " does not answer with JSON: " + e.getMessage(), e);
                    }
                })
                .orElseGet(Json.MAPPER::createArrayNode);
    }

    /** The line of one dataset. */
    public static Optional<JsonNode> of(Server server, String dataset) {
        for (JsonNode line : all(server)) {
            if (line.path("dataset").asText().equals(dataset)) {
                return Optional.of(line);
            }
        }
        return Optional.empty();
    }

    /** A line as a sentence. */
    public static String text(JsonNode line) {
        String outcome = line.path("equal").asBoolean()
                ? String.format(
                        "equal to its source, %s",
                        Count.of(line.path("source_rows").asLong(), "row"))
                : String.format(
                        "different from its source: %s missing, %,d extra, %,d different",
                        Count.of(line.path("missing").asLong(), "row"),
                        line.path("extra").asLong(),
                        line.path("different").asLong());
        return String.format(
                "%s, at %s by the owner's %s (%s: %s, offset %d)",
                outcome,
                line.path("finished_at").asText(),
                line.path("connector").asText(),
                line.path("level").asText(),
                line.path("evidence_dataset").asText(),
                line.path("evidence_offset").asLong());
    }
}
