package io.tombolo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tombolo.kafka.EmbeddedKafka;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose start fails late: all that it had started is gone, in the same process too, and its folder can be used again. */
class FailedStartIT {
    @TempDir
    Path dir;

    @Test
    void leavesNoThreadOfAnyPartBehindAndStartsOnceTheReasonIsGone() throws Exception {
        ServerConfig config = ServerConfig.local(dir.resolve("data"));
        Tombolo.start(config).close();
        withKafka(kafka -> {
            try (KafkaProducer<byte[], byte[]> producer =
                    new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer())) {
                byte[] key = "not a partition".getBytes(StandardCharsets.UTF_8);
                producer.send(new ProducerRecord<>("tombolo.state", 0, key, new byte[1]))
                        .get();
            }
        });
        Map<Long, String> before = threads();

        assertThatThrownBy(() -> Tombolo.start(config))
                .isInstanceOf(ServerException.class)
                .hasMessage("the server did not start: For input string: \"partition\" (NumberFormatException; see"
                        + " DIR/logs/tombolo.log)");

        await().atMost(Duration.ofMinutes(5)).untilAsserted(() -> {
            Map<Long, String> more = threads();
            more.keySet().removeAll(before.keySet());
            assertThat(more.values()).isEmpty();
        });
        withKafka(kafka -> {
            try (Admin admin = Admin.create(kafka)) {
                admin.deleteTopics(List.of("tombolo.state")).all().get();
            }
        });
        Tombolo.start(config).close();
    }

    private interface Use {
        void of(Map<String, Object> kafka) throws Exception;
    }

    private void withKafka(Use use) throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(
                EmbeddedKafka.Config.loopback(dir.resolve("data").resolve("kafka")))) {
            use.of(Map.of("bootstrap.servers", kafka.bootstrapServers()));
        }
    }

    /** All but those that the JVM, or a pool of the JVM's or a library's, keeps for later use. */
    private static Map<Long, String> threads() {
        Map<Long, String> threads = new TreeMap<>();
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().startsWith("ForkJoinPool")
                        && !thread.getName().startsWith("HttpClient-")
                        && !thread.getName().startsWith("Common-Cleaner")
                        && !thread.getName().startsWith("process reaper")
                        && !thread.getName().startsWith("metrics-meter-tick")
                        && !thread.getName().startsWith("Attach Listener")
                        && !thread.getName().startsWith("awaitility"))
                .forEach(thread -> threads.put(thread.getId(), thread.getName()));
        return threads;
    }
}
