package io.tombolo.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.connectors.csv.CsvRows;
import io.tombolo.connectors.folder.CsvConnector;
import io.tombolo.connectors.row.Column;
import io.tombolo.connectors.row.CsvDialect;
import io.tombolo.connectors.row.SourceNames;
import io.tombolo.connectors.text.FileBytes;
import io.tombolo.kafka.EmbeddedKafka;
import io.tombolo.registry.EmbeddedRegistry;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.Topics;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plugin as it is given out, in a worker that has nothing of Tombolo on its class path. */
class PluginZipIT {
    /** What packages the plugin. */
    private static final Path MODULE = Path.of(System.getProperty("tombolo.root", ".."), "connectors");

    private static final DatasetId DATASET = DatasetId.parse("acme.example/stations");

    @TempDir
    Path dir;

    @Test
    void loadsInAWorkerThatIsNotOursAndSharesRows() throws Exception {
        Path zip = zip();
        Assumptions.assumeTrue(zip != null, "no plugin zip under target: mvn verify packages it before this test");
        Path plugins = dir.resolve("plugins");
        unzip(zip, plugins);
        assertNoServerIn(plugins);
        Path file = Files.writeString(dir.resolve("stations.csv"), "id,name\n1,Aigle\n2,Brig\n");
        CsvConnector connector = new CsvConnector(
                DATASET,
                file,
                List.of("id"),
                Column.spec(CsvRows.columns(
                        () -> FileBytes.open(file), file, CsvDialect.USUAL, List.of(), new SourceNames())),
                "NA,",
                Map.of());
        int port = EmbeddedKafka.freePort(InetAddress.getLoopbackAddress());
        try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafka.Config.loopback(dir.resolve("kafka")));
                EmbeddedRegistry registry = EmbeddedRegistry.start(new EmbeddedRegistry.Config(
                        "127.0.0.1", 0, Map.of("bootstrap.servers", kafka.bootstrapServers()), Topics.SCHEMAS));
                Committed topics = new Committed(kafka.bootstrapServers(), registry.uri())) {
            topics.create(Topics.REJECTED);
            Process worker = worker(plugins, port, kafka.bootstrapServers(), registry.uri());
            try {
                ConnectRest rest = new ConnectRest(URI.create("http://127.0.0.1:" + port));
                await().atMost(Duration.ofMinutes(5))
                        .ignoreExceptions()
                        .until(() -> rest.get("/connectors").equals("[]"));
                List<String> found = new ArrayList<>();
                for (JsonNode plugin : ConnectRest.tree(rest.get("/connector-plugins?connectorsOnly=false"))) {
                    found.add(plugin.path("class").asText());
                }

                rest.put(connector.name(), connector.config());
                await().atMost(Duration.ofMinutes(5)).until(() -> {
                    assertThat(rest.taskTrace(connector.name())).isEmpty();
                    return topics.records(DATASET.topic()).size() == 2;
                });

                assertThat(found)
                        .contains(
                                "io.tombolo.connectors.file.CsvSourceConnector",
                                "io.tombolo.connectors.ToDatasetChange",
                                "io.tombolo.schemas.serde.AvroConverter");
                assertThat(topics.values(DATASET.topic()))
                        .extracting(event -> event.get("op").toString())
                        .containsOnly("CREATE");
                assertThat(topics.salts(DATASET.topic())).hasSize(2);
            } finally {
                worker.destroyForcibly().onExit().join();
            }
        }
    }

    private static void assertNoServerIn(Path plugins) throws IOException {
        try (Stream<Path> files = Files.walk(plugins)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .noneMatch(name ->
                            name.contains("jetty") || name.startsWith("push-") || name.startsWith("http-server"));
        }
    }

    private Process worker(Path plugins, int port, String bootstrap, URI registry) throws IOException {
        List<String> settings = new ArrayList<>(List.of(
                "bootstrap.servers=" + bootstrap,
                "group.id=not-ours",
                "listeners=http://127.0.0.1:" + port,
                "exactly.once.source.support=enabled",
                "plugin.discovery=service_load",
                "plugin.path=" + plugins,
                "offset.storage.partitions=1",
                "status.storage.partitions=1"));
        for (String topic : List.of("config", "offset", "status")) {
            settings.add(topic + ".storage.topic=connect-not-ours-" + topic);
            settings.add(topic + ".storage.replication.factor=1");
        }
        for (String part : List.of("key", "value")) {
            settings.add(part + ".converter=io.tombolo.schemas.serde.AvroConverter");
            settings.add(part + ".converter.schema.registry.url=" + registry);
        }
        Path properties = Files.write(dir.resolve("worker.properties"), settings);
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx384m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        // Without it Logback writes every line that Kafka has.
                        "-Dlogback.configurationFile=" + MODULE.resolve("src/test/resources/logback-test.xml"),
                        "-cp",
                        withoutOurs(),
                        "org.apache.kafka.connect.cli.ConnectDistributed",
                        properties.toString())
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("worker.out").toFile())
                .start();
    }

    /** Kafka Connect and what it needs: neither our classes nor what they bring along. */
    private static String withoutOurs() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar"))
                .filter(entry -> Stream.of("io/tombolo", "/target/", "/avro/", "debezium", "postgresql", "mariadb")
                        .noneMatch(entry.replace('\\', '/')::contains))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Path zip() throws IOException {
        Path target = MODULE.resolve("target");
        try (Stream<Path> files = Files.isDirectory(target) ? Files.list(target) : Stream.<Path>empty()) {
            return files.filter(file -> file.toString().endsWith("-plugin.zip"))
                    .findFirst()
                    .orElse(null);
        }
    }

    private static void unzip(Path zip, Path into) throws IOException {
        try (InputStream in = Files.newInputStream(zip);
                ZipInputStream entries = new ZipInputStream(in)) {
            ZipEntry entry;
            while ((entry = entries.getNextEntry()) != null) {
                Path target = into.resolve(entry.getName()).normalize();
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    Files.copy(entries, target);
                }
            }
        }
    }
}
