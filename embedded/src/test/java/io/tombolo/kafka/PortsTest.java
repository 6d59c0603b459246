package io.tombolo.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class PortsTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @Test
    void keepsAPortFromOtherSearchesUntilItIsReleased() throws Exception {
        int port = EmbeddedKafka.freePort(LOOPBACK);

        assertThat(port).isBetween(20_000, 31_999);
        assertThatThrownBy(() -> new DatagramSocket(new InetSocketAddress(LOOPBACK, port)))
                .as("as a search in another process does")
                .isInstanceOf(BindException.class);
        try (ServerSocket server = new ServerSocket(port, 1, LOOPBACK)) {
            assertThat(server.isBound()).as("a server takes it meanwhile").isTrue();
        }
        Ports.release(port);
        try (DatagramSocket other = new DatagramSocket(new InetSocketAddress(LOOPBACK, port))) {
            assertThat(other.isBound()).isTrue();
        }
    }
}
