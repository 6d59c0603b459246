package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.http.HttpAccess;
import io.tombolo.http.HttpAnswer;
import io.tombolo.http.HttpLimits;
import io.tombolo.metrics.MetricsPage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code tombolo up} shows of all its parts: metrics at one address, and a log of JSON. */
final class MetricsIT {
    private static final HttpLimits LIMITS = new HttpLimits(Duration.ofMinutes(1), 1 << 20, 0);

    @TempDir
    Path temp = Path.of("unset");

    @Test
    void aNodePublishesWhatThePageHasAndLogsJson() throws Exception {
        Path data = temp.resolve("data");
        Path rows = Files.writeString(temp.resolve("rows.csv"), "id,name\n1,a\n2,b\n3,c\n");
        String connection = data.resolve("security/client.properties").toString();
        int port = ServerProcess.freePorts(1).get(0);
        try (ServerProcess server =
                ServerProcess.up(data, "--secure", "--host=127.0.0.1", "--operations-port=" + port, "--log=json")) {
            Shell.Said published = Shell.run(
                    "publish",
                    "--connection",
                    connection,
                    "--organisation=acme.example",
                    "--dataset=rows",
                    "--key=id",
                    rows.toString());
            assertThat(published.out()).as(published.err()).contains("Anchored: 3 events");
            await().atMost(Duration.ofMinutes(5))
                    .until(() -> scrape(data, port).text().contains("tombolo_read_side_anchored 3.0"));

            String metrics = scrape(data, port).text();

            MetricsPage.read()
                    .assertScraped(
                            metrics,
                            "Anchoring service",
                            "Read side",
                            "HTTP push",
                            "Agreements",
                            "HTTP servers",
                            "JVM");
            assertThat(metrics)
                    .contains("tombolo_anchoring_seal_to_anchor_seconds_count")
                    // The embedded ledger's authorities are valid for ten years.
                    .containsPattern("tombolo_read_side_policy_expiry_seconds 3\\.[0-9]+E8");
            for (String one : List.of("read side", "push", "schema registry", "agreements")) {
                assertThat(metrics).contains("tombolo_http_requests_total{server=\"" + one + "\",status=\"2xx\"}");
                assertThat(metrics).contains("tombolo_certificate_expiry_seconds{server=\"" + one + "\"}");
            }
            assertThat(metrics).contains("tombolo_certificate_expiry_seconds{server=\"operations\"}");
            assertThat(server.stop()).isEqualTo(143);
        }
        List<JsonNode> lines = JsonLog.lines(Files.readString(data.resolve("logs/tombolo.log")));
        assertThat(lines)
                .extracting(line -> line.path("loggerName").asText())
                .anySatisfy(name -> assertThat(name).startsWith("org.apache.kafka."));
        assertThat(lines)
                .anySatisfy(line -> assertThat(line.path("kvpList").toString()).contains("\"part\":\"the read side\""));
    }

    private static HttpAnswer scrape(Path data, int port) throws IOException, InterruptedException {
        Path security = data.resolve("security");
        String token = Files.readString(security.resolve("node.token")).strip();
        return new HttpAccess(Optional.of(security.resolve("ca.pem")), Optional.of(token))
                .http(LIMITS)
                .send(HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + "/metrics"))
                        .build());
    }
}
