package io.tombolo.cli.connect;

import io.tombolo.http.HttpAccess;
import io.tombolo.publish.ConnectClient;
import io.tombolo.publish.PublishException;
import io.tombolo.terminal.Table;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** All connectors of a worker, as {@code tombolo status} reports them. */
public final class ConnectorStates {
    private ConnectorStates() {}

    /** The state of each connector; one whose {@code state} is {@code failed} shares nothing, and {@code trouble} says why. */
    public static List<Map<String, Object>> ask(String connect, HttpAccess access) {
        ConnectClient client = new ConnectClient(connect, access);
        List<Map<String, Object>> all = new ArrayList<>();
        try {
            for (String name : client.names()) {
                all.add(ConnectorState.of(client, name));
            }
        } catch (PublishException e) {
            all.add(Map.of("name", "–", "state", "unknown", "trouble", String.valueOf(e.getMessage())));
        }
        return all;
    }

    /** Prints a line for each, and what is wrong with those that have failed. */
    public static void print(PrintWriter out, List<Map<String, Object>> states) {
        if (states.isEmpty()) {
            return;
        }
        Table table = new Table("connector", "state", "dataset");
        states.forEach(one -> table.add(
                ConnectorState.text(one, "name"),
                ConnectorState.text(one, "state"),
                String.valueOf(one.getOrDefault("dataset", "–"))));
        out.println();
        out.print(table);
        if (states.stream().anyMatch(ConnectorState::isEndedFile)) {
            out.printf(
                    "  stopped: publish has ended, and the file or folder is not watched; publish it again for what is new%n");
        }
        states.stream()
                .filter(one -> one.containsKey("trouble"))
                .forEach(one -> out.printf("  %s: %s%n", one.get("name"), one.get("trouble")));
    }
}
