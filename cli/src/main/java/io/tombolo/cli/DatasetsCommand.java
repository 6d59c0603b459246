package io.tombolo.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.JsonOption;
import io.tombolo.cli.shell.Server;
import io.tombolo.terminal.Table;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "datasets",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Lists the datasets that a running tombolo up holds, and how far each is sealed and anchored.")
final class DatasetsCommand implements Callable<Integer> {
    @Mixin
    Server server = new Server();

    @Mixin
    JsonOption output = new JsonOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    @Override
    public Integer call() {
        JsonNode datasets = server.datasets();
        PrintWriter out = spec.commandLine().getOut();
        if (output.isGiven()) {
            out.println(Json.text(Map.of("datasets", datasets)));
        } else if (datasets.isEmpty()) {
            out.println("No datasets yet: share one with tombolo publish.");
        } else {
            Table table = new Table("dataset", "partitions", "events", "anchored", "last anchor");
            for (JsonNode dataset : datasets) {
                table.add(
                        dataset.path("dataset").asText(),
                        dataset.path("partitions").asLong(),
                        dataset.path("events").asLong(),
                        dataset.path("anchored").asLong(),
                        dataset.path("last_anchored_at").asText("–"));
            }
            out.print(table);
        }
        out.flush();
        return ExitCode.GOOD;
    }
}
