package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tombolo.house.DocPage;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts that the demonstration cluster's containers run, natively: secrets, one broker, users. */
final class ClusterScriptsIT {
    private static final Path SCRIPTS = DocPage.ROOT.resolve("docker/kafka");

    @TempDir
    Path temp;

    private final Map<String, String> environment = new HashMap<>();
    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void stop() {
        started.forEach(process -> process.destroyForcibly().onExit().join());
    }

    private Process start(String script) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(SCRIPTS.resolve(script).toString())
                .redirectErrorStream(true)
                .redirectOutput(temp.resolve(script + ".out").toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private void run(String script) throws Exception {
        Process process = start(script);

        assertThat(process.waitFor(5, TimeUnit.MINUTES)).as(script).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(temp.resolve(script + ".out")))
                .isZero();
    }

    private void prepare() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path command = Files.writeString(
                temp.resolve("tombolo"),
                "#!/bin/sh\nexec " + java + " -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '"
                        + SharedClasses.classPath() + "' io.tombolo.cli.Main \"$@\"\n");
        Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwx------"));
        environment.put("TOMBOLO", command.toString());
        for (String folder : List.of("keys", "clients", "passwords", "data")) {
            environment.put(
                    folder.toUpperCase(Locale.ROOT),
                    Files.createDirectories(temp.resolve(folder)).toString());
        }
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            try (ServerSocket any = new ServerSocket(0)) {
                ports.add(any.getLocalPort());
            }
        }
        environment.put("CLIENT_PORT", "" + ports.get(0));
        environment.put("CONTROLLER_PORT", "" + ports.get(1));
        environment.put("BROKER_PORT", "" + ports.get(2));
        environment.put("KAFKA_USER", "0:0");
        environment.put("CLIENT_USER", "0:0");
        environment.put("BROKERS", "localhost");
        environment.put("ORGANISATION", "carriers.example");
        environment.put("CLUSTER_ID", "dG9tYm9sby1jbHVzdGVyMQ");
        environment.put("NODE_ID", "0");
        environment.put("HOST", "localhost");
        environment.put("LISTEN", "127.0.0.1");
        environment.put("VOTERS", "0@localhost:" + ports.get(1));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("KAFKA_CLASSPATH", SharedClasses.classPath());
        environment.put("KAFKA_HEAP_OPTS", "-Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1");
        // A single broker keeps one copy.
        environment.put(
                "SETTINGS",
                "offsets.topic.replication.factor=1;transaction.state.log.replication.factor=1;transaction.state.log.min.isr=1;"
                        + "default.replication.factor=1;min.insync.replicas=1");
    }

    @Test
    void giveABrokerWhereEachPartLogsInFromItsFileAndMayDoItsOwn() throws Exception {
        prepare();
        run("secrets");
        String admin = Files.readString(temp.resolve("clients/admin.properties"));
        run("secrets"); // keeps what is there
        assertThat(temp.resolve("clients/admin.properties")).hasContent(admin);

        Process broker = start("start");
        Map<String, Object> settings = new HashMap<>(SecuredCluster.read(temp.resolve("clients/admin.properties")));
        try (Admin administrator = Admin.create(settings)) {
            await().atMost(Duration.ofMinutes(5)).ignoreExceptions().until(() -> {
                assertThat(broker.isAlive()).isTrue();
                return administrator.describeCluster().nodes().get().size() == 1;
            });
        }
        run("users");

        settings.put(
                "sasl.jaas.config",
                "${file:" + temp.resolve("clients/users/tombolo-push.properties") + ":sasl.jaas.config}");
        settings.put("config.providers", "file");
        settings.put("config.providers.file.class", "org.apache.kafka.common.config.provider.FileConfigProvider");
        try (Admin push = Admin.create(settings)) {
            push.createTopics(List.of(new NewTopic("carriers.example.flights", 1, (short) -1)))
                    .all()
                    .get();
            assertThat(push.createTopics(List.of(new NewTopic("tombolo.log", 1, (short) -1)))
                            .all())
                    .failsWithin(Duration.ofMinutes(1))
                    .withThrowableThat()
                    .withCauseInstanceOf(TopicAuthorizationException.class);
        }
    }
}
