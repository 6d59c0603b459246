package io.tombolo.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ports that somebody takes between the look at them and the moment at which Kafka binds them, after a kill. */
class TakenPortsIT {
    @TempDir
    static Path dir;

    private static Path killed;

    @BeforeAll
    static void killANode() throws Exception {
        killed = dir.resolve("killed");
        DecidedTransaction.leaveIn(dir.resolve("ended"), killed);
    }

    @Test
    void choosesOthersWhereTheyWereFound() throws Exception {
        List<ServerSocket> taken = new ArrayList<>();
        List<Integer> controllers = new ArrayList<>();
        EmbeddedKafka.Config config = DecidedTransaction.config(copy("found"));

        try (EmbeddedKafka kafka = EmbeddedKafka.start(config, (same, port, controllerPort) -> {
                    controllers.add(controllerPort);
                    if (taken.isEmpty()) {
                        taken.add(listen(controllerPort));
                    }
                    Fence.endLastRun(same, port, controllerPort);
                });
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            assertThat(admin.describeCluster().nodes().get()).hasSize(1);
        } finally {
            for (ServerSocket one : taken) {
                one.close();
            }
        }
        assertThat(controllers).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void refusesAtOnceWhereOneWasGivenAndNamesWhoHoldsIt() throws Exception {
        Path folder = copy("given");
        List<ServerSocket> taken = new ArrayList<>();
        int given = EmbeddedKafka.freePort(InetAddress.getLoopbackAddress());
        EmbeddedKafka.Config config = new EmbeddedKafka.Config(folder, "127.0.0.1", given, Map.of());

        try {
            assertThatThrownBy(() -> EmbeddedKafka.start(config, (same, port, controllerPort) -> {
                        assertThat(taken).as("tried once").isEmpty();
                        Fence.endLastRun(same, port, controllerPort);
                        taken.add(listen(port));
                    }))
                    .isInstanceOf(EmbeddedKafkaException.class)
                    .hasMessageStartingWith(
                            "Kafka (--kafka-port): port " + given + " on 127.0.0.1: in use or not ours (")
                    .hasMessageContaining("(process " + ProcessHandle.current().pid() + ")")
                    .hasMessageEndingWith("; stop its owner or choose another");
        } finally {
            for (ServerSocket one : taken) {
                one.close();
            }
        }

        try (EmbeddedKafka kafka = EmbeddedKafka.start(config)) {
            assertThat(kafka.bootstrapServers()).endsWith(":" + given);
        }
    }

    private static Path copy(String name) throws Exception {
        Path copy = dir.resolve(name);
        DecidedTransaction.copy(killed, copy);
        return copy;
    }

    private static ServerSocket listen(int port) {
        try {
            return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
