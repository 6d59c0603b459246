package io.tombolo.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tombolo.connectors.csv.CsvRows;
import io.tombolo.connectors.folder.CsvConnector;
import io.tombolo.connectors.folder.FileProgress;
import io.tombolo.connectors.row.Column;
import io.tombolo.connectors.row.CsvDialect;
import io.tombolo.connectors.row.SourceNames;
import io.tombolo.connectors.text.FileBytes;
import io.tombolo.kafka.Drill;
import io.tombolo.kafka.EmbeddedKafka;
import io.tombolo.registry.EmbeddedRegistry;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.RejectedInput;
import io.tombolo.schemas.contract.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Drill
class CsvPublishIT {

    private static final DatasetId DATASET = DatasetId.parse("acme.example/readings");
    private static final int ROWS = 60_000;
    private static final int BEFORE_THE_KILL = 40_000;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    Path dir;

    @Test
    void sharesEveryRowOnceThoughTheWorkerIsKilledAndTheFileGrows() throws Exception {
        Path file = dir.resolve("readings.csv");
        Files.writeString(file, "id,label,amount\n" + rows(0, BEFORE_THE_KILL));
        CsvConnector connector = new CsvConnector(
                DATASET,
                file,
                List.of("id"),
                Column.spec(CsvRows.columns(
                        () -> FileBytes.open(file), file, CsvDialect.USUAL, List.of(), new SourceNames())),
                "NA,",
                Map.of("batch.rows", "1000"));

        try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafka.Config.loopback(dir.resolve("kafka")));
                EmbeddedRegistry registry = EmbeddedRegistry.start(new EmbeddedRegistry.Config(
                        "127.0.0.1", 0, Map.of("bootstrap.servers", kafka.bootstrapServers()), Topics.SCHEMAS));
                Committed topics = new Committed(kafka.bootstrapServers(), registry.uri())) {
            topics.create(Topics.REJECTED);
            try (WorkerProcess worker = worker(kafka, registry)) {
                worker.rest().put(connector.name(), connector.config());
                await().atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> progress(worker, connector).rows() >= 10_000);
                worker.kill();
            }
            assertThat(topics.values(DATASET.topic()).size()).isBetween(10_000, BEFORE_THE_KILL);
            // However late the kill came, its successor has rows left to share.
            Files.writeString(file, rows(BEFORE_THE_KILL, ROWS), StandardOpenOption.APPEND);

            try (WorkerProcess worker = worker(kafka, registry)) {
                await().atMost(PATIENCE).until(() -> progress(worker, connector).finished(file));
                assertThat(ids(topics))
                        .isEqualTo(LongStream.range(0, ROWS).boxed().toList());
                assertThat(progress(worker, connector).rows()).isEqualTo(ROWS);

                Files.writeString(file, "60000,x,1\n60001,NA,2\n", StandardOpenOption.APPEND);
                await().atMost(PATIENCE).until(() -> progress(worker, connector).rows() == ROWS + 2);
            }

            assertThat(ids(topics))
                    .isEqualTo(LongStream.range(0, ROWS + 2).boxed().toList());
            assertThat(topics.values(Topics.REJECTED))
                    .extracting(v -> RejectedInput.fromAvro(v).line() + " "
                            + RejectedInput.fromAvro(v).reason())
                    .containsExactly("30003 COLUMN_COUNT");
            assertThat(topics.salts(DATASET.topic())).hasSize(ROWS + 2);
        }
    }

    private static List<Long> ids(Committed topics) {
        return topics.values(DATASET.topic()).stream()
                .map(event -> (Long) ((GenericRecord) event.get("after")).get("id"))
                .toList();
    }

    private WorkerProcess worker(EmbeddedKafka kafka, EmbeddedRegistry registry) throws Exception {
        return WorkerProcess.start(dir.resolve("connect"), kafka.bootstrapServers(), registry.uri());
    }

    private static FileProgress progress(WorkerProcess worker, CsvConnector connector) {
        return FileProgress.ofAnswer(worker.rest().get("/connectors/" + connector.name() + "/offsets"));
    }

    private static String rows(int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
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
