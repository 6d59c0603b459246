package io.tombolo.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
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
        description =
                "Says how a running tombolo up fares: where it listens, what is sealed and anchored, what is amiss.")
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
        PrintWriter out = spec.commandLine().getOut();
        if (output.json) {
            out.println(Json.text(answer));
        } else {
            for (Map.Entry<String, JsonNode> field : answer.properties()) {
                if (field.getValue().isValueNode()) {
                    out.printf(
                            "  %-22s %s%n",
                            field.getKey().replace('_', ' '), field.getValue().asText());
                } else {
                    out.printf("  %s%n", field.getKey().replace('_', ' '));
                    print(out, field.getValue(), "    ");
                }
            }
        }
        out.flush();
        return Main.GOOD;
    }

    private static void print(PrintWriter out, JsonNode node, String indent) {
        if (node.isObject()) {
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                if (field.getValue().isValueNode()) {
                    out.printf(
                            "%s%-20s %s%n",
                            indent,
                            field.getKey().replace('_', ' '),
                            field.getValue().asText());
                } else {
                    out.printf("%s%s%n", indent, field.getKey());
                    print(out, field.getValue(), indent + "  ");
                }
            }
        } else if (node.isArray()) {
            for (JsonNode element : node) {
                if (element.isValueNode()) {
                    out.printf("%s%s%n", indent, element.asText());
                } else {
                    print(out, element, indent);
                }
            }
        }
    }
}
