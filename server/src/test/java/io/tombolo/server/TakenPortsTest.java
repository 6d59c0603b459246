package io.tombolo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.kafka.NodeSecurity;
import io.tombolo.provenance.store.LogStore;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A secured server, one of whose ports somebody has: it refuses before it starts anything. */
class TakenPortsTest {
    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kafka",
                "registry",
                "connect",
                "api",
                "push",
                "partners",
                "agreements",
                "operations",
                "kafka-clients",
                "dataspace"
            })
    void refusesToStartAndNamesThePortItsHolderAndTheWayOut(String part) throws Exception {
        Path data = dir.resolve("data");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ServerConfig config = config(data, part, taken.getLocalPort());

            assertThatThrownBy(() -> Tombolo.start(config))
                    .isInstanceOf(ServerException.class)
                    .hasMessageStartingWith("port " + taken.getLocalPort() + " on 127.0.0.1 can't be had (")
                    .hasMessageContaining("(process " + ProcessHandle.current().pid() + ")")
                    .hasMessageContaining(
                            part.equals("dataspace")
                                    ? "choose another as `port` in the file of --dsp"
                                    : "choose another with --" + part + "-port PORT");
        }
        assertThat(data.resolve("kafka")).doesNotExist();
    }

    @Test
    void needsNoPortForABrokerThatIsTheOperatorsOwn() throws Exception {
        Path data = Files.createDirectories(dir.resolve("own"));
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ServerConfig config =
                    config(data, "kafka", taken.getLocalPort()).withKafka(Map.of("bootstrap.servers", "127.0.0.1:1"));

            assertThat(FoundPorts.settle(config, data, line -> {})).doesNotContain(taken.getLocalPort());
        }
    }

    private ServerConfig config(Path data, String taken, int port) throws Exception {
        ServerConfig local = ServerConfig.local(data);
        Path dataspace = Files.writeString(
                dir.resolve("dataspace.yaml"),
                "participantId: urn:acme\nport: " + (taken.equals("dataspace") ? port : 0) + "\nparticipants: []\n");
        Security security = taken.equals("kafka-clients")
                ? Security.lab().withKafkaClients(new NodeSecurity.Clients(dir.resolve("ca.pem"), port, "DEFAULT"))
                : Security.lab();
        return new ServerConfig(
                data,
                "127.0.0.1",
                taken.equals("kafka") ? port : 0,
                taken.equals("registry") ? port : 0,
                taken.equals("connect") ? port : 0,
                taken.equals("api") ? port : 0,
                taken.equals("push") ? port : 0,
                taken.equals("operations") ? port : 0,
                1_000,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                local.ledgers(),
                List.of(),
                List.of(),
                security,
                Map.of(),
                new ServerConfig.PartnerPorts(
                        taken.equals("partners") ? port : 0,
                        taken.equals("agreements") ? port : 0,
                        Optional.of(dataspace)),
                Optional.empty(),
                LogStore.Objects.NONE);
    }
}
