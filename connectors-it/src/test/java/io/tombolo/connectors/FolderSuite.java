package io.tombolo.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tombolo.connect.EmbeddedConnect;
import io.tombolo.connectors.folder.FolderConnector;
import io.tombolo.connectors.folder.FolderReport;
import io.tombolo.connectors.folder.SampleFiles;
import io.tombolo.registry.EmbeddedRegistry;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.RejectedInput;
import io.tombolo.schemas.contract.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From dropped files to a topic, on whichever Kafka a subclass brings. */
abstract class FolderSuite {

    private static final int ROWS = 20_000;
    private static final int HALF = ROWS / 2;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final List<String> FORMATS = List.of("csv", "jsonl", "avro", "parquet");

    @TempDir
    Path dir;

    /** Bootstrap servers of a broker that lives as long as the test. */
    abstract String kafka() throws Exception;

    @Test
    void sharesEveryRowOnceThoughTheWorkerIsKilledInTheMiddleOfEveryFormat() throws Exception {
        Map<String, FolderConnector> connectors =
                FORMATS.stream().collect(Collectors.toMap(Function.identity(), this::connector));
        for (String format : FORMATS) {
            dropFirst(format);
        }
        String bootstrap = kafka();
        try (EmbeddedRegistry registry = EmbeddedRegistry.start(new EmbeddedRegistry.Config(
                        "127.0.0.1", 0, Map.of("bootstrap.servers", bootstrap), Topics.SCHEMAS));
                Committed topics = new Committed(bootstrap, registry.uri())) {
            topics.create(Topics.REJECTED);
            try (WorkerProcess worker = WorkerProcess.start(dir.resolve("connect"), bootstrap, registry.uri())) {
                connectors.values().forEach(one -> worker.rest().put(one.name(), one.config()));
                await().ignoreExceptions()
                        .atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(50))
                        .until(() -> connectors.values().stream()
                                .allMatch(one -> report(worker, one).rows() >= 1_000));
                worker.kill();
            }
            // However late the kill came, its successor has a file left to share.
            for (String format : FORMATS) {
                dropSecond(format);
            }

            try (WorkerProcess worker = WorkerProcess.start(dir.resolve("connect"), bootstrap, registry.uri())) {
                await().ignoreExceptions()
                        .atMost(PATIENCE)
                        .until(() -> connectors.values().stream()
                                .map(one -> report(worker, one).contents().values())
                                .allMatch(ended -> ended.size() == 2 && !ended.contains(false)));
                Files.writeString(
                        dir.resolve("jsonl/a.jsonl"), SampleFiles.json(ROWS, ROWS + 2), StandardOpenOption.APPEND);
                Files.move(dir.resolve("avro/a.avro"), dir.resolve("avro/moved.avro"));
                await().atMost(PATIENCE)
                        .until(() -> report(worker, connectors.get("jsonl")).rows() == ROWS + 1);
            }

            for (String format : FORMATS) {
                int rows = format.equals("jsonl") ? ROWS + 2 : ROWS;
                DatasetId dataset = connectors.get(format).dataset();
                assertThat(ids(topics, dataset))
                        .as(format)
                        .isEqualTo(LongStream.range(0, rows)
                                .filter(id -> id != 500 || !format.endsWith("l"))
                                .boxed()
                                .toList());
                assertThat(topics.salts(dataset.topic()))
                        .hasSize(ids(topics, dataset).size());
            }
            assertThat(topics.values(Topics.REJECTED).stream().map(RejectedInput::fromAvro))
                    .extracting(r -> Path.of(r.file()).getFileName() + " " + r.line() + " " + r.reason())
                    .containsExactly("a.jsonl 501 BAD_JSON");
            GenericRecord first = topics.values("acme.example.parquet").get(0);
            assertThat(((GenericRecord) first.get("source")).get("object")).hasToString("a.parquet");
            assertThat(((GenericRecord) first.get("source")).get("position")).hasToString("record 1");
        }
    }

    private FolderConnector connector(String format) {
        return new FolderConnector(
                DatasetId.parse("acme.example/" + format),
                dir.resolve(format),
                List.of("id"),
                Map.of("batch.rows", "500", "quiet.ms", "0", "scan.ms", "100"));
    }

    private void dropFirst(String format) throws Exception {
        Path folder = Files.createDirectory(dir.resolve(format));
        switch (format) {
            case "csv" -> Files.writeString(folder.resolve("a.csv"), SampleFiles.csv(0, HALF));
            case "jsonl" ->
                Files.writeString(
                        folder.resolve("a.jsonl"),
                        SampleFiles.json(0, 500) + "{\"id\": 500,\n" + SampleFiles.json(501, HALF));
            case "avro" -> SampleFiles.avro(folder.resolve("a.avro"), 0, HALF, 4_096);
            default -> SampleFiles.parquet(folder.resolve("a.parquet"), 0, HALF, 50_000);
        }
    }

    /** In the form that only some formats have; under its name when it is whole. */
    private void dropSecond(String format) throws Exception {
        Path folder = dir.resolve(format);
        Path part = dir.resolve("b." + format);
        switch (format) {
            case "csv" -> SampleFiles.gzip(part, SampleFiles.csv(HALF, ROWS), StandardCharsets.UTF_8);
            case "jsonl" -> SampleFiles.gzip(part, SampleFiles.json(HALF, ROWS));
            case "avro" -> SampleFiles.avro(part, HALF, ROWS, 64_000);
            default -> SampleFiles.parquet(part, HALF, ROWS, 1 << 20);
        }
        String name = Map.of("csv", "b.csv.gz", "jsonl", "b.ndjson.gz").getOrDefault(format, "b." + format);
        Files.move(part, folder.resolve(name));
    }

    private static List<Long> ids(Committed topics, DatasetId dataset) {
        return topics.values(dataset.topic()).stream()
                .map(event -> (Long) ((GenericRecord) event.get("after")).get("id"))
                .toList();
    }

    /** How far a connector is. A task that {@link EmbeddedConnect#restartHelps} is restarted, as {@code up} does it. */
    private static FolderReport report(WorkerProcess worker, FolderConnector connector) {
        String failure = worker.rest().taskTrace(connector.name());
        if (EmbeddedConnect.restartHelps(failure)) {
            System.out.println(connector.name() + " had failed and is restarted: " + failure);
            worker.rest().post("/connectors/" + connector.name() + "/restart?includeTasks=true&onlyFailed=true");
        }
        return FolderReport.ofAnswer(worker.rest().get("/connectors/" + connector.name() + "/offsets"));
    }
}
