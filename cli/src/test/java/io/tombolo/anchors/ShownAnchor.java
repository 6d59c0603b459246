package io.tombolo.anchors;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tombolo.consumer.readside.ProvenanceClient;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.verification.evidence.Evidence;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;

/** A read side that lists one checkpoint and one anchor: those of an evidence file. */
final class ShownAnchor implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final Evidence evidence;

    ShownAnchor(Evidence evidence) throws IOException {
        this.evidence = evidence;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/log/" + evidence.origin() + "/checkpoints", exchange -> answer(exchange, false));
        server.createContext("/log/" + evidence.origin() + "/anchors", exchange -> answer(exchange, true));
        server.start();
    }

    ProvenanceClient client() {
        return new ProvenanceClient(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
    }

    private void answer(HttpExchange exchange, boolean anchor) throws IOException {
        long size =
                Checkpoint.parse(SignedNote.parse(evidence.checkpoint()).text()).size();
        ArrayNode list = JSON.createArrayNode();
        if (exchange.getRequestURI().getQuery().contains("from=1&")) {
            var line = list.addObject();
            line.put("size", size);
            line.put("note", evidence.checkpoint());
            if (anchor) {
                line.put("ledger", evidence.anchors().get(0).ledger());
                line.put("receipt", evidence.anchors().get(0).receipt().base64());
            }
        }
        byte[] body = list.toString().getBytes(UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
