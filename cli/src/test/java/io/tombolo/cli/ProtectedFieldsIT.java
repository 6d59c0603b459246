package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a file and from a push to an anchored log, with fields that nobody can read there. */
final class ProtectedFieldsIT {
    private static final String DIAGNOSIS = "gastroenteritis-of-4711";
    private static final String PUSHED = "appendicitis-of-4712";

    @TempDir
    Path temp = Path.of("unset");

    @Test
    void whatIsProtectedIsAnchoredAndNowhereInClear() throws Exception {
        Path data = temp.resolve("data");
        Path file = Files.writeString(
                temp.resolve("visits.csv"),
                "id,patient,ward,diagnosis\n1,4711,3," + DIAGNOSIS + "\n2,4711,4,\n3,4712,5,healthy-as-an-ox\n");
        try (ServerProcess server = ServerProcess.up(data)) {
            Shell.Said typo = Shell.run(publish(server, file, "dignosis:clinical"));
            Shell.Said group = Shell.run(publish(server, file, "diagnosis:Clinical"));
            Shell.Said shared = Shell.run(publish(server, file, "diagnosis:clinical"));

            assertThat(typo.exitCode()).isEqualTo(2);
            assertThat(typo.err())
                    .contains(
                            "--protect, --unprotect or --subject names column dignosis, the file has id, patient, ward,"
                                    + " diagnosis");
            assertThat(group.err()).contains("group 'Clinical': must be lower-case letters");
            assertThat(shared.err()).isEmpty();
            assertThat(shared.out()).contains("Anchored: 3 events");

            push(server, data);
            Shell.Said consumed =
                    Shell.run("consume", "--server", server.api(), "--dataset", "hospital.example/visits");
            assertThat(consumed.out()).contains("4711").doesNotContain(DIAGNOSIS);

            Path evidence = temp.resolve("event.json");
            Path policy = temp.resolve("policy.json");
            Shell.run(
                    "evidence",
                    "--server",
                    server.api(),
                    "--dataset",
                    "hospital.example/visits",
                    "--offset",
                    "0",
                    "-o",
                    evidence.toString());
            Shell.run("policy", "init", "--server", server.api(), "-o", policy.toString());
            Shell.Said verified = Shell.run("verify", evidence.toString(), "--policy", policy.toString());
            assertThat(verified.out()).as(verified.err()).contains("ANCHORED");
            assertThat(server.stop()).isEqualTo(143);
        }
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(data.resolve("protect").resolve("keyset.json"))))
                .isEqualTo("rw-------");
        assertThat(holding(data, DIAGNOSIS)).isEmpty();
        assertThat(holding(data, PUSHED)).isEmpty();
        assertThat(holding(data, "hospital.example/visits clinical")).isNotEmpty();
    }

    private static String[] publish(ServerProcess server, Path file, String protect) {
        return new String[] {
            "publish",
            "--server",
            server.api(),
            "--organisation",
            "hospital.example",
            "--dataset",
            "visits",
            "--key",
            "id",
            "--protect",
            protect,
            "--subject",
            "patient",
            file.toString()
        };
    }

    private static void push(ServerProcess server, Path data) throws Exception {
        Shell.Said key = Shell.run(
                "push-key",
                "add",
                "ward",
                "--json",
                "--data",
                data.toString(),
                "--organisation",
                "hospital.example",
                "--dataset",
                "pushed",
                "--key",
                "id",
                "--types",
                "id:long,patient:string,diagnosis:string",
                "--protect",
                "diagnosis:clinical",
                "--subject",
                "patient");
        JsonNode made = Json.MAPPER.readTree(key.out());
        String where = Json.MAPPER
                .readTree(data.resolve("endpoints.json").toFile())
                .path("push")
                .asText();

        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(where + "/v1/datasets/hospital.example/pushed/events"))
                                .header(
                                        "Authorization",
                                        "Bearer " + made.path("key").asText())
                                .header("Content-Type", "application/json")
                                .header("Idempotency-Key", "one")
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        "{\"id\":1,\"patient\":\"4712\",\"diagnosis\":\"" + PUSHED + "\"}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    /** All files below a folder that hold a text in clear; batches of so few records are not compressed. */
    private static List<Path> holding(Path folder, String text) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> holds(file, text))
                    .toList();
        }
    }

    private static boolean holds(Path file, String text) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
