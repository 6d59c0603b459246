package io.tombolo.cli.bench;

import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A client on the caller's thread: one selector, and answers that are read no further than their length. */
final class KeepAliveLoad implements HttpLoad {
    /** Of an answer; a tile has 8 kB. */
    private static final int MOST_BYTES = 32 << 10;

    private static final int MOST_MICROS = 1 << 20;
    private static final String LENGTH = "\r\ncontent-length: ";

    @Override
    public String name() {
        return "a client of the same process, one thread";
    }

    @Override
    public Measured run(URI server, List<String> paths, Duration time) throws IOException {
        List<byte[]> requests = paths.stream()
                .map(path -> HttpLoad.request(server, path).getBytes(StandardCharsets.US_ASCII))
                .toList();
        int[] micros = new int[MOST_MICROS];
        List<Connection> connections = new ArrayList<>();
        long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        long answers = 0;
        long began = System.nanoTime();
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < CONNECTIONS; i++) {
                Connection connection = new Connection(server, selector);
                connections.add(connection);
                connection.ask(requests.get(i % requests.size()));
            }
            int next = CONNECTIONS;
            while (System.nanoTime() - began < time.toNanos()) {
                selector.select(100);
                for (SelectionKey ready : selector.selectedKeys()) {
                    Connection connection = (Connection) ready.attachment();
                    if (connection.hasAnswer()) {
                        long took = (System.nanoTime() - connection.asked) / 1000;
                        micros[(int) Math.min(took, MOST_MICROS - 1)]++;
                        answers++;
                        connection.ask(requests.get(next++ % requests.size()));
                    }
                }
                selector.selectedKeys().clear();
            }
        } finally {
            for (Connection connection : connections) {
                connection.channel.close();
            }
        }
        return new Measured(
                answers * 1e9 / (System.nanoTime() - began),
                percentile(micros, answers, 50) / 1e3,
                percentile(micros, answers, 99) / 1e3,
                answers,
                ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu);
    }

    private static int percentile(int[] micros, long answers, int percent) {
        long seen = 0;
        int at = 0;
        while (at < MOST_MICROS - 1 && (seen += micros[at]) * 100 < answers * percent) {
            at++;
        }
        return at;
    }

    private static final class Connection {
        private final SocketChannel channel;
        private final ByteBuffer answer = ByteBuffer.allocate(MOST_BYTES);
        private long asked;
        /** Bytes of the answer with its head; 0 until the head is there. */
        private int whole;

        Connection(URI server, Selector selector) throws IOException {
            channel = SocketChannel.open(new InetSocketAddress(server.getHost(), server.getPort()));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, this);
        }

        void ask(byte[] request) throws IOException {
            answer.clear();
            whole = 0;
            asked = System.nanoTime();
            ByteBuffer bytes = ByteBuffer.wrap(request);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }

        boolean hasAnswer() throws IOException {
            if (channel.read(answer) < 0) {
                throw new EOFException("the server ended a connection");
            }
            if (whole == 0) {
                String head =
                        new String(answer.array(), 0, Math.min(answer.position(), 1024), StandardCharsets.US_ASCII);
                int end = head.indexOf("\r\n\r\n");
                if (end < 0) {
                    return false;
                }
                String fields = head.substring(0, end + 2).toLowerCase(Locale.ROOT);
                if (!fields.startsWith("http/1.1 200 ")) {
                    throw new IllegalStateException(
                            "the server answered: " + head.lines().findFirst());
                }
                int at = fields.indexOf(LENGTH) + LENGTH.length();
                whole = end + 4 + Integer.parseInt(fields.substring(at, fields.indexOf("\r\n", at)));
            }
            return answer.position() == whole;
        }
    }
}
