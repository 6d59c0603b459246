package io.tombolo.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that ask for a lot and read nothing: what each of them costs is bounded, in this process and in the system. */
class SlowReadersTest {
    private static final int READERS = 300;
    private static final int TILE = 8 << 10;
    private static final int ASKED = 600;

    private final ByteBuffer tile = ByteBuffer.allocateDirect(TILE);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<SocketChannel> readers = new ArrayList<>();
    private final WebServer server = WebServer.start(
            new WebServer.Settings("test", "127.0.0.1", 0, WebServer.Limits.defaults(), Problem::document),
            new WebServer.Router() {
                @Override
                public CompletionStage<ApiResponse> answer(ApiRequest ask) {
                    return CompletableFuture.completedFuture(ApiResponse.tile(tile));
                }

                @Override
                public boolean isQuick(String path) {
                    return true;
                }
            });

    @AfterEach
    void stop() throws IOException {
        for (SocketChannel reader : readers) {
            reader.close();
        }
        server.close();
    }

    @Test
    void aClientThatDoesNotReadHoldsAFewKilobytesAndAFewAnswers() throws IOException {
        server.publish(meters);
        connect();
        long before = memory();
        readers.remove(0).close();

        for (int i = 0; i < READERS; i++) {
            connect();
        }
        await().atMost(Duration.ofMinutes(5)).until(() -> waitingForTheirClients() == READERS);

        double answers = meters.get("tombolo.http.requests")
                .tag("status", "2xx")
                .functionCounter()
                .count();
        assertThat(answers / READERS)
                .as("answers for each of them, of %d asked for", ASKED)
                .isLessThan(2 + (2.0 * WebServer.SEND_BUFFER + (128 << 10)) / TILE);
        assertThat((memory() - before) / READERS)
                .as("bytes of heap and direct buffers for each of them, its own side included")
                .isLessThan(32 << 10);
    }

    @Test
    void aServerStopsThoughAClientDoesNotRead() throws IOException {
        connect();
        await().atMost(Duration.ofMinutes(5)).until(() -> waitingForTheirClients() == 1);
        InetSocketAddress address = new InetSocketAddress(
                InetAddress.getLoopbackAddress(), server.uri().getPort());

        server.close();

        assertThat(server.connected()).isEmpty();
        assertThatThrownBy(() -> SocketChannel.open(address)).isInstanceOf(ConnectException.class);
    }

    private long waitingForTheirClients() {
        return server.connected().stream()
                .filter(one -> one instanceof AbstractEndPoint end
                        && end.getWriteFlusher().isPending())
                .count();
    }

    private void connect() throws IOException {
        SocketChannel reader = SocketChannel.open();
        readers.add(reader);
        reader.setOption(StandardSocketOptions.SO_RCVBUF, 4 << 10);
        reader.connect(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), server.uri().getPort()));
        reader.configureBlocking(false);
        String asked = "GET /tile HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".repeat(ASKED);
        reader.write(ByteBuffer.wrap(asked.getBytes(StandardCharsets.US_ASCII)));
    }

    private static long memory() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed()
                + ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .filter(pool -> pool.getName().equals("direct"))
                        .mapToLong(BufferPoolMXBean::getMemoryUsed)
                        .sum();
    }
}
