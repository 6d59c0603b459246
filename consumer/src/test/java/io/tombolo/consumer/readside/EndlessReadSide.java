package io.tombolo.consumer.readside;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** A read side that always lists one page more of the same anchor and of the same checkpoint, each time as of another size. */
public final class EndlessReadSide implements AutoCloseable {
    private static final Pattern FROM = Pattern.compile("from=(\\d+)&");

    private final HttpServer server;
    private final String ledger;
    private final int lines;
    private final AtomicInteger pages = new AtomicInteger();

    /** @param lines of each page */
    public EndlessReadSide(String ledger, int lines) throws IOException {
        this.ledger = ledger;
        this.lines = lines;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/log/", this::answer);
        server.start();
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** How many pages it was asked for. */
    public int pages() {
        return pages.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        pages.incrementAndGet();
        Matcher from = FROM.matcher(exchange.getRequestURI().getQuery());
        long first = from.find() ? Long.parseLong(from.group(1)) : 0;
        String list = LongStream.range(first, first + lines)
                .mapToObj(size -> "{\"size\":" + size + ",\"note\":\"\",\"ledger\":\"" + ledger + "\"}")
                .collect(Collectors.joining(",", "[", "]"));
        byte[] body = list.getBytes(UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
