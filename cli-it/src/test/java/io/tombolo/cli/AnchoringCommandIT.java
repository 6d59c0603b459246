package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tombolo anchoring} as a process: how it ends, and its log. */
final class AnchoringCommandIT {
    @TempDir
    Path temp = Path.of("unset");

    @Test
    void endsAtOnceWhenItIsToldToWhileItStillWaitsForItsBrokers() throws Exception {
        // A port that nobody listens on: the start would wait for an hour.
        int port = ServerProcess.freePorts(1).get(0);
        Path config = Files.writeString(
                temp.resolve("anchoring.yaml"),
                "kafka: {bootstrap.servers: '127.0.0.1:" + port + "', default.api.timeout.ms: '3600000'}\n"
                        + "anchor: {enabled: false}\ndataDir: " + temp.resolve("data") + "\n");
        try (ServerProcess process = ServerProcess.start(
                temp.resolve("out"), temp.resolve("data"), "anchoring", "--config", config.toString(), "--log=json")) {
            await().atMost(Duration.ofMinutes(5)).until(() -> process.said().contains("could not be established"));

            assertThat(process.stop()).isEqualTo(143);
            assertThat(JsonLog.lines(process.said()))
                    .anySatisfy(line ->
                            assertThat(line.path("loggerName").asText()).startsWith("org.apache.kafka.clients."));
        }
    }
}
