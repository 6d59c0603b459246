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
    private static final String FILE = "file";

    private ConnectorState() {}

    static Map<String, Object> of(ConnectClient client, String name) {
        ConnectClient.Status status = client.status(name);
        Map<String, String> config =
                client.config(name).orElseThrow(() -> new CommandException("there is no connector " + name));
        JsonNode position = client.offsets(name).path("offsets").path(0).path("offset");
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("name", name);
        state.put("state", state(status));
        state.put("dataset", dataset(config));
        state.put("kind", kind(config));
        state.put("source", source(config));
        if (!position.isMissingNode() && !position.isNull()) {
            state.put("position", position.toString());
        }
        if (!status.trouble().isEmpty()) {
            state.put("trouble", status.trouble());
        }
        return state;
    }

    /** Whether it is one of {@code publish}, which stops it when all that was there is shared. */
    static boolean isEndedFile(Map<String, Object> state) {
        return FILE.equals(state.get("kind")) && "stopped".equals(state.get("state"));
    }

    static String text(Map<String, Object> state, String field) {
        return String.valueOf(state.get(field));
    }

    private static String state(ConnectClient.Status status) {
        // A connector whose task has failed says RUNNING of itself.
        return (status.failed() ? "FAILED" : status.connector().equals("RUNNING") ? status.task() : status.connector())
                .toLowerCase(Locale.ROOT);
    }

    private static String dataset(Map<String, String> config) {
        return config.getOrDefault("transforms.change.dataset", config.getOrDefault("dataset", "–"));
    }

    private static String kind(Map<String, String> config) {
        return config.containsKey("database.hostname")
                ? "database"
                : file(config).isEmpty() ? "other" : FILE;
    }

    private static String file(Map<String, String> config) {
        return config.getOrDefault("file", config.getOrDefault("path", ""));
    }

    private static String source(Map<String, String> config) {
        if (config.containsKey("database.hostname")) {
            return config.getOrDefault("database.hostname", "") + ":"
                    + config.getOrDefault("database.port", "") + "/"
                    + config.getOrDefault("database.dbname", "") + " "
                    + DebeziumNames.read(config.getOrDefault("table.include.list", "")).stream()
                            .map(TableName::toString)
                            .collect(Collectors.joining(","));
        }
        String file = file(config);
        return file.isEmpty() ? config.getOrDefault("connector.class", "") : file;
    }
}
