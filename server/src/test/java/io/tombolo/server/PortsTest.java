package io.tombolo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.server.Ports.Wanted;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PortsTest {
    private static List<Integer> settle(Wanted... wanted) {
        return Ports.settle("127.0.0.1", List.of(wanted), Map.of(), line -> {});
    }

    @Test
    void takesFreePortsForZero() {
        List<Integer> ports = settle(Wanted.option("kafka", 0), Wanted.option("api", 0));

        assertThat(ports).hasSize(2).doesNotHaveDuplicates().allMatch(port -> port > 0);
    }

    @Test
    void takesFreePortsThatTheSystemHandsOutToNobodyElse() {
        assertThat(settle(Wanted.option("kafka", 0), Wanted.option("api", 0)))
                .allMatch(port -> port >= 20_000 && port < 32_000);
    }

    @Test
    void takesWhatTheLastStartFoundAgain() {
        List<Integer> before = settle(Wanted.option("kafka", 0), Wanted.option("api", 0));

        List<String> said = new ArrayList<>();
        List<Integer> again = Ports.settle(
                "127.0.0.1",
                List.of(Wanted.option("kafka", 0), Wanted.option("api", 0)),
                Map.of("kafka", before.get(0), "api", before.get(1)),
                said::add);

        assertThat(again).isEqualTo(before);
        assertThat(said).isEmpty();
    }

    @Test
    void takesAnotherAndSaysSoWhenSomebodyHasWhatTheLastStartFound() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<String> said = new ArrayList<>();
            int found = Ports.settle(
                            "127.0.0.1",
                            List.of(Wanted.option("partners", 0)),
                            Map.of("partners", taken.getLocalPort()),
                            said::add)
                    .get(0);

            assertThat(found).isNotEqualTo(taken.getLocalPort());
            assertThat(said)
                    .singleElement()
                    .asString()
                    .startsWith(
                            "port " + taken.getLocalPort() + " (partners), which the last start found, is in use by ")
                    .endsWith("(process " + ProcessHandle.current().pid() + "): this one takes " + found
                            + "; who was given the former address needs the new one");
        }
    }

    @Test
    void namesThePortInUseAndTheOptionThatFixesIt() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> settle(Wanted.option("registry", taken.getLocalPort())))
                    .isInstanceOf(ServerException.class)
                    .hasMessageContaining("port " + taken.getLocalPort() + " on 127.0.0.1 can't be had")
                    .hasMessageContaining("(process " + ProcessHandle.current().pid() + ")")
                    .hasMessageContaining("choose another with --registry-port PORT");
        }
    }
}
