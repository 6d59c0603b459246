package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.kafka.Drill;
import io.tombolo.kafka.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Drill
final class SlowStartIT {
    @TempDir
    Path temp = Path.of("unset");

    /** Connect reads its topics to their end, which a transaction that somebody left open hides for as long as that one may last. */
    @Test
    void endsWhenConnectIsNotReadyInTimeAndNamesTheTransactionThatItWaitsFor() throws Exception {
        Path data = temp.resolve("data");
        try (ServerProcess first = ServerProcess.up(data)) {
            first.stop();
        }
        leaveATransactionOpen(data, "connect-configs");

        String waits = "transaction somebody is open in connect-configs-0: coordinator says Ongoing, decision OPEN";
        int seconds = 45;
        String said = ended(data, seconds);
        // On a busy machine Kafka itself may take longer.
        while (!said.contains("tombolo: Kafka Connect is not ready after " + seconds) && seconds < 300) {
            seconds *= 2;
            said = ended(data, seconds);
        }

        assertThat(said)
                .containsPattern("(?m)^tombolo: Kafka Connect is not ready after [3-9][0-9]* s: .*" + waits)
                .containsPattern("(?m)^tombolo: Kafka Connect is not ready after " + seconds + " s: .*" + waits
                        + "; the log is in DIR/logs/tombolo.log, and --start-timeout gives each part more time");
        assertThat(data.resolve("endpoints.json")).doesNotExist();
    }

    /** What a server says that gives each part so long, and is not ready. */
    private String ended(Path data, int seconds) throws Exception {
        try (ServerProcess server = ServerProcess.start(
                temp.resolve("out"),
                data,
                "up",
                "--data",
                data.toString(),
                "--kafka-port=0",
                "--registry-port=0",
                "--connect-port=0",
                "--api-port=0",
                "--push-port=0",
                "--start-timeout=PT" + seconds + "S")) {
            assertThat(server.waitFor()).isEqualTo(2);
            return server.said();
        }
    }

    private static void leaveATransactionOpen(Path data, String topic) throws Exception {
        EmbeddedKafka.Config config = EmbeddedKafka.Config.loopback(data.resolve("kafka"));
        KafkaProducer<byte[], byte[]> producer;
        try (EmbeddedKafka kafka = EmbeddedKafka.start(config)) {
            producer = new KafkaProducer<>(
                    Map.of(
                            "bootstrap.servers",
                            kafka.bootstrapServers(),
                            "transactional.id",
                            "somebody",
                            "transaction.timeout.ms",
                            "900000"),
                    new ByteArraySerializer(),
                    new ByteArraySerializer());
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, new byte[1], new byte[1])).get();
        }
        // After its broker, so that it cannot abort what it began.
        producer.close(Duration.ZERO);
    }
}
