package io.tombolo.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.cli.connect.ConnectorStates;
import io.tombolo.cli.shell.AnchoringState;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.JsonOption;
import io.tombolo.cli.shell.LastReconciled;
import io.tombolo.cli.shell.Server;
import io.tombolo.publish.PublishException;
import io.tombolo.server.Endpoints;
import io.tombolo.terminal.Table;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Reports the state of a running tombolo up: where it listens, what is sealed and anchored, its"
                + " connectors, and what is wrong.")
final class StatusCommand implements Callable<Integer> {
    @Mixin
    Server server = new Server();

    @Mixin
    JsonOption output = new JsonOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    @Override
    public Integer call() {
        JsonNode answer = server.getJson("/api/v1/status");
        JsonNode anchoring = AnchoringState.ask(server);
        String connect = server.getJson("/api/v1/endpoints").path("connect").asText();
        List<Map<String, Object>> connectors = connect.isEmpty()
                ? List.of()
                : ConnectorStates.ask(connect, server.connection().http());
        JsonNode reconciled = LastReconciled.all(server);
        PrintWriter out = spec.commandLine().getOut();
        List<RefusedInput.Count> refused = refused();
        if (output.isGiven()) {
            ObjectNode all = (ObjectNode) answer;
            all.set("anchoring", anchoring);
            all.set("connectors", Json.MAPPER.valueToTree(connectors));
            all.set("refused_input", Json.MAPPER.valueToTree(refused));
            all.set("reconciliations", reconciled);
            out.println(Json.text(all));
        } else {
            Endpoints endpoints = server.endpoints();
            endpoints.toMap().forEach((part, where) -> out.printf("  %-9s %s%n", part, where));
            out.printf(
                    "  %-9s %s%n",
                    "ledger", server.getJson("/api/v1/endpoints").path("ledger").asText("not reported"));
            String message = answer.path("message").asText();
            out.printf("  read side %s %s%n", answer.path("phase").asText().toLowerCase(Locale.ROOT), message);
            if (!answer.path("logs").isEmpty()) {
                print(out, answer.path("logs"));
            }
            for (JsonNode line : reconciled) {
                out.printf("  %s: %s%n", line.path("dataset").asText(), LastReconciled.text(line));
            }
            AnchoringState.print(out, anchoring);
            ConnectorStates.print(out, connectors);
            print(out, refused);
        }
        out.flush();
        return answer.path("faults").asLong() == 0 ? ExitCode.GOOD : ExitCode.REFUSED;
    }

    /** None when the topic can't be read from here: the server may listen on its own loopback. */
    private List<RefusedInput.Count> refused() {
        Endpoints where = server.endpoints();
        try {
            return RefusedInput.counted(
                    server.connection().kafka(where), server.connection().registry(where));
        } catch (PublishException e) {
            return List.of();
        }
    }

    private static void print(PrintWriter out, List<RefusedInput.Count> refused) {
        if (refused.isEmpty()) {
            return;
        }
        out.printf("%n  refused input, of the latest %,d records in tombolo.rejected:%n", RefusedInput.MOST);
        for (RefusedInput.Count one : refused) {
            out.printf("    %s %s: %,d, the latest: %s%n", one.dataset(), one.reason(), one.count(), one.latest());
        }
    }

    private static void print(PrintWriter out, JsonNode logs) {
        Table table = new Table("log", "events", "sealed", "anchored", "checkpoints", "faults");
        for (JsonNode log : logs) {
            table.add(
                    log.path("origin").asText(),
                    log.path("entries").asLong(),
                    log.path("size").asLong(),
                    log.path("anchored").asLong(),
                    log.path("checkpoints").asLong(),
                    (long) log.path("faults").size());
        }
        out.println();
        out.print(table);
        for (JsonNode log : logs) {
            for (JsonNode fault : log.path("faults")) {
                out.printf("  %s: %s%n", log.path("origin").asText(), fault);
            }
        }
    }
}
