package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.Server;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is killed, stopped and given an object store, and an audit that is killed. */
final class KilledServerIT {
    private static final int ROWS = 27_004;

    @TempDir
    Path temp = Path.of("unset");

    @Test
    void sharesEveryRowOnceThoughTheServerIsKilledInTheMiddleAndAuditsThemThoughTheAuditIs() throws Exception {
        Path data = temp.resolve("data");
        Path file = Flights.in(temp);
        try (ServerProcess first = ServerProcess.up(data)) {
            String[] publish = publish(first, file);
            CompletableFuture<Shell.Said> running = CompletableFuture.supplyAsync(() -> Shell.run(publish));
            String api = first.api();
            await().atMost(Duration.ofMinutes(5))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> Shell.run("datasets", "--server", api).out().contains("acme.example/flights")
                            || running.isDone());
            first.kill();
            running.join();
        }
        try (ServerProcess second = ServerProcess.up(data)) {
            Shell.Said again = Shell.run(publish(second, file));
            Shell.Said finished = Shell.run(publish(second, file));
            Shell.Said audit =
                    Shell.run("audit", "--json", "--server", second.api(), "--dataset", "acme.example/flights");

            assertThat(again.err()).isEmpty();
            assertThat(again.exitCode()).isZero();
            assertThat(finished.err()).isEmpty();
            assertThat(finished.out()).contains("is shared already, 27,004 rows: nothing new.");
            JsonNode json = Json.MAPPER.readTree(audit.out());
            assertThat(audit.exitCode()).isZero();
            assertThat(json.path("dataset").asText()).isEqualTo("acme.example/flights");
            assertThat(json.path("events").asInt()).isEqualTo(ROWS);
            assertThat(json.path("level").asText()).isEqualTo("ANCHORED");
            assertThat(json.path("refusals")).isEmpty();

            InterruptedAudit inParts = new InterruptedAudit(second.api(), "acme.example/flights", temp);
            InterruptedAudit.Ended firstPart = inParts.run();
            assertThat(firstPart.said())
                    .containsPattern("stopped after [0-9,]+ of 27,004 events")
                    .contains("the same command continues from there");
            assertThat(firstPart.exitCode()).isEqualTo(143);
            assertThat(firstPart.saved()).isTrue();
            Shell.Said rest = inParts.again();
            assertThat(rest.err()).isEmpty();
            assertThat(rest.out())
                    .startsWith("ANCHORED  acme.example/flights: 27,004 events")
                    .contains("Resumed: an earlier run, begun ");
            assertThat(rest.exitCode()).isZero();
            assertThat(inParts.state()).doesNotExist();

            String before = checkpoint(second);
            assertThat(second.stop()).isEqualTo(143);
            assertThat(data.resolve("endpoints.json")).doesNotExist();
            Path objects = temp.resolve("objects");
            try (ServerProcess third = ServerProcess.up(data, "--objects", objects.toString())) {
                await().atMost(Duration.ofMinutes(5))
                        .until(() -> checkpoint(third).equals(before));
                await().atMost(Duration.ofMinutes(5)).until(() -> archived(third) == ROWS / 256 * 256);
                assertThat(objects.resolve("acme.example/flights/0/tile/entries/104"))
                        .isNotEmptyFile();
                assertThat(third.stop()).isEqualTo(143);
            }
        }
    }

    /** Leaves in the object store, by the server's own account. */
    private static int archived(ServerProcess server) throws IOException {
        try (InputStream in =
                URI.create(server.api() + "/api/v1/operations").toURL().openStream()) {
            return Json.MAPPER.readTree(in).at("/read_side/objects/archived").asInt();
        }
    }

    private static String checkpoint(ServerProcess server) throws IOException {
        return new String(
                new Server().at(server.api()).getBytes("/log/acme.example/flights/0/checkpoint"),
                StandardCharsets.UTF_8);
    }

    private static String[] publish(ServerProcess server, Path file) throws IOException {
        return new String[] {
            "publish",
            "--server",
            server.api(),
            "--organisation",
            "acme.example",
            "--dataset",
            "flights",
            "--key",
            "year,month,day,carrier,flight,origin",
            file.toString()
        };
    }
}
