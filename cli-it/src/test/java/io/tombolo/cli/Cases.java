package io.tombolo.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.Server;
import io.tombolo.schemas.contract.RejectedInput;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.schemas.serde.AvroDeserializer;
import io.tombolo.server.Endpoints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A running server, and what a recipient and an operator see of the inputs under {@code cases/}. */
final class Cases implements AutoCloseable {
    static final String ORGANISATION = "acme.example";

    private final NodeHere server;
    private final Path data;
    private final Path inputs;

    private Cases(NodeHere server, Path data, Path inputs) {
        this.server = server;
        this.data = data;
        this.inputs = inputs;
    }

    static Cases start(Path temp) throws IOException {
        Path data = temp.resolve("data");
        return new Cases(NodeHere.up(data), data, Files.createDirectory(temp.resolve("inputs")));
    }

    Path data() {
        return data;
    }

    Endpoints endpoints() throws IOException {
        return new Server().at(server.api()).endpoints();
    }

    /** The text of one of the inputs. */
    static String text(String name) throws IOException {
        return Files.readString(resource(name), StandardCharsets.UTF_8);
    }

    /** A copy of one of the inputs that a test may change, in a folder of its own. */
    Path file(String folder, String name) throws IOException {
        Path copy = Files.createDirectories(inputs.resolve(folder)).resolve(name);
        return Files.copy(resource(name), copy);
    }

    private static Path resource(String name) {
        return Path.of("src", "test", "resources", "cases", name);
    }

    /** Shares a file or folder as the dataset {@code acme.example/NAME} with its key columns. */
    Shell.Said publish(String dataset, String key, Path file, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "publish",
                "--server",
                server.api(),
                "--organisation",
                ORGANISATION,
                "--dataset",
                dataset,
                "--key",
                key,
                "--no-wait"));
        command.addAll(List.of(more));
        command.add(file.toString());
        return Shell.run(command.toArray(String[]::new));
    }

    /** What {@code consume} prints of a dataset, in order. */
    List<JsonNode> events(String dataset) throws IOException {
        Shell.Said said = Shell.run("consume", "--server", server.api(), "--dataset", ORGANISATION + "/" + dataset);
        List<JsonNode> events = new ArrayList<>();
        for (String line : said.out().lines().toList()) {
            events.add(Json.MAPPER.readTree(line).path("value"));
        }
        return events;
    }

    /** The rows of a dataset of which nothing was changed after it was shared, each as {@code column=value} joined by spaces. */
    List<String> rows(String dataset) throws IOException {
        return events(dataset).stream().map(event -> row(event.path("after"))).toList();
    }

    static String row(JsonNode row) {
        Map<String, String> fields = new LinkedHashMap<>();
        row.properties().forEach(field -> fields.put(field.getKey(), text(field.getValue())));
        return String.join(
                " ",
                fields.entrySet().stream()
                        .map(field -> field.getKey() + "=" + field.getValue())
                        .toList());
    }

    private static String text(JsonNode value) {
        return value.isValueNode() ? value.asText() : value.toString();
    }

    /** What was refused of a dataset so far. */
    List<RejectedInput> refused(String dataset) throws IOException {
        Endpoints endpoints = endpoints();
        List<RejectedInput> found = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                        Map.of("bootstrap.servers", endpoints.kafka(), "isolation.level", "read_committed"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
                AvroDeserializer avro = new AvroDeserializer()) {
            avro.configure(Map.of("schema.registry.url", endpoints.registry()), false);
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.REJECTED).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> row : consumer.poll(Duration.ofMillis(200))) {
                    GenericRecord read = (GenericRecord) avro.deserialize(row.topic(), row.headers(), row.value());
                    RejectedInput input = RejectedInput.fromAvro(read);
                    if (input.dataset().equals(dataset)) {
                        found.add(input);
                    }
                }
            }
        }
        return found;
    }

    /** The same, each as {@code line REASON}. */
    List<String> reasons(String dataset) throws IOException {
        return refused(dataset).stream()
                .map(input -> input.line() + " " + input.reason())
                .toList();
    }

    @Override
    public void close() {
        server.close();
    }
}
