package io.tombolo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PortsTest {
    @Test
    void takesFreePortsForZero() {
        List<Integer> ports = Ports.settle("127.0.0.1", List.of(Map.entry("kafka", 0), Map.entry("api", 0)));

        assertThat(ports).hasSize(2).doesNotHaveDuplicates().allMatch(port -> port > 0);
    }

    @Test
    void takesFreePortsThatTheSystemHandsOutToNobodyElse() {
        assertThat(Ports.settle("127.0.0.1", List.of(Map.entry("kafka", 0), Map.entry("api", 0))))
                .allMatch(port -> port >= 20_000 && port < 32_000);
    }

    @Test
    void namesThePortInUseAndTheOptionThatFixesIt() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> Ports.settle("127.0.0.1", List.of(Map.entry("registry", taken.getLocalPort()))))
                    .isInstanceOf(ServerException.class)
                    .hasMessageContaining("port " + taken.getLocalPort() + " on 127.0.0.1 can't be had")
                    .hasMessageContaining("choose another with --registry-port PORT");
        }
    }
}
