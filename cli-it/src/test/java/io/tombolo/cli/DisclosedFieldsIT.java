package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The owner discloses single fields of single events; a recipient verifies the file with no server. */
final class DisclosedFieldsIT {
    @TempDir
    Path temp = Path.of("unset");

    @Test
    void aRecipientReadsWhatTheOwnerDisclosesAndNothingElse() throws Exception {
        Path data = temp.resolve("data");
        Path file = Files.writeString(
                temp.resolve("visits.csv"),
                "id,patient,ward,diagnosis,price\n1,4711,3,A09.9,12.50\n2,4711,4,,3\n3,4712,5,K35.8,7\n");
        Path policy = temp.resolve("policy.json");
        Path one = temp.resolve("one.json");
        Path compact = temp.resolve("one.cbor");
        Path set = temp.resolve("set.json");
        try (NodeHere server = NodeHere.up(data)) {
            Shell.Said shared = Shell.run(
                    "publish",
                    "--server",
                    server.api(),
                    "--organisation",
                    "hospital.example",
                    "--dataset",
                    "visits",
                    "--key",
                    "id",
                    "--types",
                    "id:long,patient:long,ward:long,diagnosis:string,price:decimal(2)",
                    "--protect",
                    "diagnosis:clinical,price:billing",
                    "--subject",
                    "patient",
                    file.toString());
            assertThat(shared.out()).as(shared.err()).contains("Anchored: 3 events");
            Shell.run("policy", "init", "--server", server.api(), "-o", policy.toString());

            assertThat(disclose(server, data, one, "0", "diagnosis").err()).isEmpty();
            assertThat(disclose(server, data, compact, "0", "diagnosis,price", "--compact")
                            .err())
                    .isEmpty();
            assertThat(Shell.run(evidence(server, data, set, "--offsets", "0..2", "--disclose", "diagnosis"))
                            .err())
                    .isEmpty();

            assertThat(disclose(server, data, one, "0", "dignosis").err())
                    .contains("--disclose dignosis: the record has no such field; protected there: diagnosis, price");
            assertThat(disclose(server, data, one, "0", "ward").err())
                    .contains("--disclose ward: it is not protected: evidence shows it to everybody");
            assertThat(disclose(server, data, one, "1", "diagnosis").err())
                    .contains("--disclose diagnosis: it is null, there is nothing to disclose; protected there: price");
            assertThat(disclose(server, temp.resolve("elsewhere"), one, "0", "diagnosis")
                            .err())
                    .contains("--disclose: there is no folder", "give that of the owner's tombolo up with --data DIR");
            assertThat(Shell.run("verify", one.toString()).out()).contains("INTACT");
        }

        Shell.Said verified = Shell.run("verify", one.toString(), "--policy", policy.toString());
        Shell.Said packed = Shell.run("verify", compact.toString(), "--policy", policy.toString());
        JsonNode json =
                Json.MAPPER.readTree(Shell.run("verify", set.toString(), "--policy", policy.toString(), "--json")
                        .out());
        Shell.Said explained = Shell.run("explain", one.toString(), "--policy", policy.toString());

        assertThat(verified.out())
                .contains(
                        "ANCHORED",
                        "  disclosed    /after/diagnosis \"A09.9\"",
                        "  withheld     /after/price (group billing)");
        assertThat(packed.out())
                .contains("  disclosed    /after/diagnosis \"A09.9\"", "  disclosed    /after/price \"12.50\"");
        assertThat(explained.out())
                .contains("withheld  /after/price of group billing")
                .doesNotContain("12.50");
        assertThat(json.path("verdict").asText()).isEqualTo("ANCHORED");
        assertThat(disclosed(json)).containsExactly("[\"A09.9\"]", "[]", "[\"K35.8\"]");
        assertThat(json.path("records")
                        .path(0)
                        .path("value")
                        .path("fields")
                        .path("after")
                        .path("price")
                        .toString())
                .isEqualTo("{\"withheld\":\"billing\"}");
        assertThat(json.path("records").path(0).path("withheld").toString())
                .isEqualTo("[{\"field\":\"/after/price\",\"group\":\"billing\"}]");
        String wrong = Files.readString(one).replace("/after/diagnosis", "/after/price");
        Shell.Said refused = Shell.run(
                "verify",
                Files.writeString(temp.resolve("wrong.json"), wrong).toString(),
                "--policy",
                policy.toString());
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.out()).contains("NOT_OPENED", "/after/price: the value commits to another key");
    }

    private static List<String> disclosed(JsonNode json) {
        List<String> disclosed = new ArrayList<>();
        json.path("records")
                .forEach(record -> disclosed.add(
                        record.path("disclosed").findValues("value").toString()));
        return disclosed;
    }

    private static Shell.Said disclose(
            NodeHere server, Path data, Path to, String offset, String fields, String... more) throws Exception {
        List<String> options = new ArrayList<>(List.of("--offset", offset, "--disclose", fields));
        options.addAll(List.of(more));
        return Shell.run(evidence(server, data, to, options.toArray(String[]::new)));
    }

    private static String[] evidence(NodeHere server, Path data, Path to, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "evidence",
                "--server",
                server.api(),
                "--dataset",
                "hospital.example/visits",
                "--data",
                data.toString(),
                "-o",
                to.toString()));
        command.addAll(List.of(options));
        return command.toArray(String[]::new);
    }
}
