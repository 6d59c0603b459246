package io.tombolo.cli.connect;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.CommandException;
import io.tombolo.connectors.database.DebeziumNames;
import io.tombolo.connectors.database.TableName;
import io.tombolo.publish.ConnectClient;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A connector as {@code connect list} and {@code connect status} report it: nothing of its configuration but where it reads and to what. */
final class ConnectorState {
    private ConnectorState() {}

    static Map<String, Object> of(ConnectClient client, String name) {
        ConnectClient.Status status = client.status(name);
        JsonNode config = client.config(name).orElseThrow(() -> new CommandException("there is no connector " + name));
        JsonNode position = client.offsets(name).path("offsets").path(0).path("offset");
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("name", name);
        state.put("state", state(status));
        state.put("dataset", dataset(config));
        state.put("source", source(config));
        if (!position.isMissingNode() && !position.isNull()) {
            state.put("position", position.toString());
        }
        if (!status.trouble().isEmpty()) {
            state.put("trouble", status.trouble());
        }
        return state;
    }

    static String text(Map<String, Object> state, String field) {
        return String.valueOf(state.get(field));
    }

    private static String state(ConnectClient.Status status) {
        // A connector whose task has failed says RUNNING of itself.
        return (status.failed() ? "FAILED" : status.connector().equals("RUNNING") ? status.task() : status.connector())
                .toLowerCase(Locale.ROOT);
    }

    private static String dataset(JsonNode config) {
        return config.path("transforms.change.dataset")
                .asText(config.path("dataset").asText("–"));
    }

    private static String source(JsonNode config) {
        if (config.has("database.hostname")) {
            return config.path("database.hostname").asText() + ":"
                    + config.path("database.port").asText() + "/"
                    + config.path("database.dbname").asText("") + " "
                    + DebeziumNames.read(config.path("table.include.list").asText()).stream()
                            .map(TableName::toString)
                            .collect(Collectors.joining(","));
        }
        String file = config.path("file").asText(config.path("path").asText());
        return file.isEmpty() ? config.path("connector.class").asText() : file;
    }
}
