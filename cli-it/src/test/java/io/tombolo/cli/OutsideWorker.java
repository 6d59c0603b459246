package io.tombolo.cli;

import static org.awaitility.Awaitility.await;

import io.tombolo.debezium.ConverterJar;
import io.tombolo.publish.ConnectClient;
import io.tombolo.server.Endpoints;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A distributed Connect worker of Kafka's own making, in a process of its own: the kind that an organisation has already. */
final class OutsideWorker implements AutoCloseable {
    private final Process process;
    private final String url;

    private OutsideWorker(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    /** Starts a worker of the group {@code outside}; ready when this returns. */
    static OutsideWorker start(Path dir, int port, Endpoints endpoints) throws IOException {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("bootstrap.servers", endpoints.kafka());
        settings.put("group.id", "outside");
        settings.put("listeners", "http://127.0.0.1:" + port);
        settings.put("rest.advertised.host.name", "127.0.0.1");
        for (String topic : List.of("config", "offset", "status")) {
            settings.put(topic + ".storage.topic", "connect-outside-" + topic);
            settings.put(topic + ".storage.replication.factor", "1");
        }
        settings.put("offset.storage.partitions", "1");
        settings.put("status.storage.partitions", "1");
        settings.put("exactly.once.source.support", "enabled");
        settings.put("plugin.discovery", "service_load");
        Path plugins = Path.of(ServerProcess.PLUGINS);
        ConverterJar.installIn(plugins);
        settings.put("plugin.path", plugins.toString());
        for (String part : List.of("key", "value")) {
            settings.put(part + ".converter", "io.tombolo.schemas.serde.AvroConverter");
            settings.put(part + ".converter.schema.registry.url", endpoints.registry());
        }
        settings.put("session.timeout.ms", "6000");
        settings.put("heartbeat.interval.ms", "2000");
        settings.put("scheduled.rebalance.max.delay.ms", "0");
        Path file = Files.writeString(
                dir.resolve("worker-" + port + ".properties"),
                settings.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining("\n")));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
        command.addAll(SharedClasses.options());
        command.addAll(List.of(
                "-cp", SharedClasses.classPath(), "org.apache.kafka.connect.cli.ConnectDistributed", file.toString()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        dir.resolve("worker-" + port + ".out").toFile()))
                .start();
        OutsideWorker worker = new OutsideWorker(process, "http://127.0.0.1:" + port);
        try {
            await().atMost(Duration.ofMinutes(5))
                    .pollInterval(Duration.ofMillis(200))
                    .ignoreExceptions()
                    .until(worker::healthy);
        } catch (RuntimeException | Error e) {
            worker.close();
            throw e;
        }
        return worker;
    }

    private boolean healthy() throws IOException, InterruptedException {
        HttpRequest health = HttpRequest.newBuilder(URI.create(url + "/health"))
                .timeout(Duration.ofSeconds(5))
                .build();
        return HttpClient.newHttpClient()
                        .send(health, HttpResponse.BodyHandlers.discarding())
                        .statusCode()
                == 200;
    }

    String url() {
        return url;
    }

    ConnectClient client() {
        return new ConnectClient(url);
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
