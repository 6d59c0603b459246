package io.tombolo.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tombolo.connectors.file.CsvConnector;
import io.tombolo.connectors.file.CsvInference;
import io.tombolo.connectors.file.FileProgress;
import io.tombolo.kafka.EmbeddedKafka;
import io.tombolo.kafka.EmbeddedKafkaConfig;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.Topics;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvPublishIT {

    private static final DatasetId DATASET = DatasetId.parse("acme.example/readings");
    private static final int ROWS = 60_000;
    private static final String JSON = "org.apache.kafka.connect.json.JsonConverter";

    @TempDir
    Path dir;

    @Test
    void sharesEveryRowOnceThoughTheWorkerIsKilledAndTheFileGrows() throws Exception {
        Path file = dir.resolve("readings.csv");
        Files.writeString(file, csv());
        CsvConnector connector = new CsvConnector(
                DATASET,
                file,
                List.of("id"),
                CsvInference.infer(file).columnsSpec(),
                "NA,",
                Map.of(
                        "batch.rows",
                        "2000",
                        "key.converter",
                        JSON,
                        "value.converter",
                        JSON,
                        "key.converter.schemas.enable",
                        "false",
                        "value.converter.schemas.enable",
                        "false"));

        try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafkaConfig.loopback(dir.resolve("kafka")))) {
            Committed topics = new Committed(kafka.bootstrapServers());
            topics.create(Topics.REJECTED);
            try (WorkerProcess worker = worker(kafka)) {
                worker.rest().put(connector.name(), connector.config());
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> progress(worker, connector).rows() >= 10_000);
                worker.kill();
            }
            assertThat(topics.values(DATASET.topic()).size()).isBetween(10_000, ROWS - 1);

            try (WorkerProcess worker = worker(kafka)) {
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> progress(worker, connector).finished(file));
                assertThat(ids(topics))
                        .isEqualTo(LongStream.range(0, ROWS).boxed().toList());
                assertThat(progress(worker, connector).rows()).isEqualTo(ROWS);

                Files.writeString(file, "60000,x,1\n60001,NA,2\n", StandardOpenOption.APPEND);
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> progress(worker, connector).rows() == ROWS + 2);
            }

            assertThat(ids(topics))
                    .isEqualTo(LongStream.range(0, ROWS + 2).boxed().toList());
            assertThat(topics.values(Topics.REJECTED))
                    .extracting(
                            v -> v.get("line").asLong() + " " + v.get("reason").asText())
                    .containsExactly("30003 COLUMN_COUNT");
            assertThat(topics.salts(DATASET.topic())).hasSize(ROWS + 2);
        }
    }

    private static List<Long> ids(Committed topics) {
        return topics.values(DATASET.topic()).stream()
                .map(event -> event.get("after").get("id").asLong())
                .toList();
    }

    private WorkerProcess worker(EmbeddedKafka kafka) throws Exception {
        return WorkerProcess.start(dir.resolve("connect"), kafka.bootstrapServers(), URI.create("http://127.0.0.1:1"));
    }

    private static FileProgress progress(WorkerProcess worker, CsvConnector connector) {
        return FileProgress.ofAnswer(worker.rest().get("/connectors/" + connector.name() + "/offsets"));
    }

    private static String csv() {
        StringBuilder text = new StringBuilder("id,label,amount\n");
        for (int i = 0; i < ROWS; i++) {
            text.append(i)
                    .append(",label ")
                    .append(i)
                    .append(',')
                    .append(i / 10.0)
                    .append('\n');
            if (i == 30_000) {
                text.append("broken\n");
            }
        }
        return text.toString();
    }
}
