package io.tombolo.consumer.usage;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpServer;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.schemas.signed.UsageReceipt;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An owner's server that answers as it is asked to, which a good one would not. */
public final class ReceiptDesk implements AutoCloseable {
    private final HttpServer server;
    private final List<UsageReceipt> recorded = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private volatile String body = "not of an agreement";

    public ReceiptDesk(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", exchange -> {
            byte[] asked = exchange.getRequestBody().readAllBytes();
            if (status == 200 && exchange.getRequestMethod().equals("POST")) {
                String note = new JsonMapper().readTree(asked).path("note").asText();
                UsageReceipt receipt = UsageReceipt.parse(SignedNote.parse(note).text());
                if (exchange.getRequestURI().getPath().equals("/v1/agreements/" + receipt.agreement() + "/usage")) {
                    recorded.add(receipt);
                }
            }
            byte[] answer = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    /** From now on. */
    void answer(int with, String json) {
        status = with;
        body = json;
    }

    public List<UsageReceipt> recorded() {
        return recorded;
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
