package io.tombolo.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A socket that answers each request with whatever bytes a test writes, and keeps the connection open until the client leaves. */
public final class RawServer implements AutoCloseable {

    /** Writes an answer; may write without end: writing fails once the client has left. */
    public interface Answer {
        void to(String request, OutputStream out) throws IOException;
    }

    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n";

    /** Takes a request, and says nothing. */
    public static final Answer SILENT = (request, out) -> {};

    /** A little at a time, for as long as anybody reads. */
    public static final Answer TRICKLE = (request, out) -> {
        out.write(ascii(HEAD + "Content-Length: 1000000000\r\n\r\n"));
        dripForEver(out, "x");
    };

    /** All that fits into the connection, for as long as anybody reads. */
    public static final Answer ENDLESS = (request, out) -> {
        out.write(ascii(HEAD + "Transfer-Encoding: chunked\r\n\r\n"));
        while (true) {
            out.write(ascii("400\r\n" + "x".repeat(1024) + "\r\n"));
        }
    };

    final List<String> requests = new CopyOnWriteArrayList<>();
    final List<Socket> left = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final ServerSocket socket;
    private final Answer answer;

    public RawServer(Answer answer) throws IOException {
        this.answer = answer;
        this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        thread(this::accept);
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort() + path);
    }

    private void accept() {
        try {
            while (true) {
                Socket client = socket.accept();
                open.add(client);
                thread(() -> serve(client));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket client) {
        try {
            InputStream in = client.getInputStream();
            for (String request = head(in); !request.isEmpty(); request = head(in)) {
                requests.add(request.lines().findFirst().orElse(""));
                answer.to(request, client.getOutputStream());
                client.getOutputStream().flush();
            }
        } catch (IOException gone) {
            // So the client has left.
        }
        left.add(client);
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int b = in.read(); b >= 0; b = in.read()) {
            head.append((char) b);
            if (head.indexOf("\r\n\r\n") >= 0) {
                return head.toString();
            }
        }
        return "";
    }

    private static void thread(Runnable task) {
        Thread thread = new Thread(task, "raw-server");
        thread.setDaemon(true);
        thread.start();
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static void dripForEver(OutputStream out, String drop) throws IOException {
        Object pause = new Object();
        while (true) {
            out.write(ascii(drop));
            out.flush();
            synchronized (pause) {
                try {
                    pause.wait(20);
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket client : open) {
            client.close();
        }
    }
}
