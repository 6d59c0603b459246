package io.tombolo.ledger.fabric;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A port that accepts at once, as a proxy does, and passes on what it reads to another one of this machine after a pause, in both directions. */
final class LongWay implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
    private final int port;
    private final long nanos;

    LongWay(String endpoint, long millisEachWay) throws IOException {
        port = Integer.parseInt(endpoint.substring(endpoint.lastIndexOf(':') + 1));
        nanos = TimeUnit.MILLISECONDS.toNanos(millisEachWay);
        start(this::accept);
    }

    String endpoint() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    private void accept() throws IOException {
        while (true) {
            Socket from = server.accept();
            Socket to = new Socket(InetAddress.getLoopbackAddress(), port);
            open.add(from);
            open.add(to);
            start(() -> pass(from.getInputStream(), to.getOutputStream()));
            start(() -> pass(to.getInputStream(), from.getOutputStream()));
        }
    }

    private void pass(InputStream from, OutputStream to) throws IOException {
        byte[] bytes = new byte[1 << 16];
        for (int length = from.read(bytes); length >= 0; length = from.read(bytes)) {
            LockSupport.parkNanos(nanos);
            to.write(bytes, 0, length);
        }
    }

    private static void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException ended) {
                        // Closed, by either side.
                    }
                },
                "long-way");
        thread.setDaemon(true);
        thread.start();
    }

    private interface Work {
        void run() throws IOException;
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
