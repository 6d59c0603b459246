package io.tombolo.provenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tombolo.provenance.store.HeldCheckpoint;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 while heads keep coming: afterwards a third-party monitor must find one whole log, every head in it once. */
class KilledReadSideIT {
    @TempDir
    Path dir;

    @Test
    void servesOneWholeLogHoweverOftenItIsKilled() throws Exception {
        Random random = new Random(5);
        try (SharedTopics topics = new SharedTopics(dir.resolve("kafka"))) {
            SampleLog log = new SampleLog("acme.example/flights/0", 3);
            List<Long> sealed = new ArrayList<>();
            for (int life = 0; life < 4; life++) {
                Path address = dir.resolve("address-" + life);
                Process process = start(topics, log, address);
                for (int batch = 0; batch < 40; batch++) {
                    long before = log.size();
                    log.grow(1 + random.nextInt(400));
                    sealed.add(topics.seal(log, before).size());
                    if (batch == 10) {
                        await().atMost(Duration.ofMinutes(5)).until(() -> Files.exists(address));
                    }
                }
                TimeUnit.MILLISECONDS.sleep(random.nextInt(150));
                process.destroyForcibly().waitFor();
            }

            long before = log.size();
            log.grow(10);
            HeldCheckpoint last = topics.seal(log, before);
            sealed.add(last.size());
            Path address = dir.resolve("address-last");
            Process process = start(topics, log, address);
            try {
                await().atMost(Duration.ofMinutes(5))
                        .ignoreExceptions()
                        .untilAsserted(() -> assertThat(checkpoint(address)).isEqualTo(last.note()));
                LogMonitor monitor = new LogMonitor(
                        URI.create(Files.readString(address)),
                        log.origin.toString(),
                        log.signer().verifier());
                assertThat(monitor.audit()).isEqualTo(sealed);
            } finally {
                process.destroyForcibly().waitFor();
            }
        }
    }

    private Process start(SharedTopics topics, SampleLog log, Path address) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UnlockDiagnosticVMOptions",
                        "-XX:-BytecodeVerificationRemote",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ReadSideProcess.class.getName(),
                        dir.resolve("provenance").toString(),
                        topics.kafka.bootstrapServers(),
                        topics.registry().toString(),
                        log.signer().verifier().vkey(),
                        address.toString())
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("output-" + address.getFileName()).toFile())
                .start();
    }

    private static String checkpoint(Path address) throws Exception {
        URI uri = URI.create(Files.readString(address) + "/log/acme.example/flights/0/checkpoint");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
