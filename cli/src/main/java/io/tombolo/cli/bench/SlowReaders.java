package io.tombolo.cli.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Many connections that asked for many tiles each, and read a kilobyte of them every second. */
final class SlowReaders implements AutoCloseable {
    private static final int ASKED = 60;
    private static final int READ = 1 << 10;
    /** Small, so that what is not read stays with the server. */
    private static final int RECEIVED = 4 << 10;

    private final List<SocketChannel> readers = new ArrayList<>();
    private final ByteBuffer read = ByteBuffer.allocateDirect(READ);
    private final AtomicLong ended = new AtomicLong();
    private final ScheduledExecutorService everySecond = Executors.newSingleThreadScheduledExecutor();

    /** Connects, asks, and reads from then on. */
    SlowReaders(URI server, String tile, int count) throws IOException {
        byte[] asked = HttpLoad.request(server, tile).repeat(ASKED).getBytes(StandardCharsets.US_ASCII);
        try {
            for (int i = 0; i < count; i++) {
                SocketChannel reader = SocketChannel.open();
                readers.add(reader);
                reader.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVED);
                reader.connect(new InetSocketAddress(server.getHost(), server.getPort()));
                reader.configureBlocking(false);
                reader.write(ByteBuffer.wrap(asked));
            }
        } catch (IOException failed) {
            close();
            throw failed;
        }
        var unused = everySecond.scheduleAtFixedRate(this::readAll, 1, 1, TimeUnit.SECONDS);
    }

    private void readAll() {
        for (SocketChannel reader : readers) {
            try {
                read.clear();
                if (reader.isOpen() && reader.read(read) < 0) {
                    reader.close();
                    ended.incrementAndGet();
                }
            } catch (IOException gone) {
                ended.incrementAndGet();
            }
        }
    }

    /** Connections that the server ended. */
    long ended() {
        return ended.get();
    }

    @Override
    public void close() throws IOException {
        everySecond.shutdownNow();
        for (SocketChannel reader : readers) {
            reader.close();
        }
    }
}
