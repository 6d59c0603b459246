package io.tombolo.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class PortHolderTest {
    @Test
    void namesTheProcessThatListens() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();

            assertThat(WebServer.portHolder(port))
                    .isEqualTo(
                            "by " + Files.readString(Path.of("/proc/self/comm")).strip() + " (process "
                                    + ProcessHandle.current().pid() + ")");
        }

        assertThat(WebServer.portHolder(port)).isEmpty();
    }

    @Test
    void isInTheMessageOfAServerThatCannotListen() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            WebServer.Settings settings = new WebServer.Settings(
                    "read side", "127.0.0.1", socket.getLocalPort(), WebServer.Limits.defaults(), Problem::document);

            assertThat(org.assertj.core.api.Assertions.catchThrowable(
                            () -> WebServer.start(settings, WebServer.Router.nothing())))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("read side: cannot listen on 127.0.0.1:" + socket.getLocalPort() + " (")
                    .hasMessageEndingWith("; in use by "
                            + Files.readString(Path.of("/proc/self/comm")).strip() + " (process "
                            + ProcessHandle.current().pid() + ")");
        }
    }
}
