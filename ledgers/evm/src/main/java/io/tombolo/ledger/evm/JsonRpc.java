package io.tombolo.ledger.evm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.http.BoundedHttp;
import io.tombolo.http.HttpAnswer;
import io.tombolo.http.HttpLimits;
import io.tombolo.ledger.LedgerException;
import io.tombolo.ledger.LedgerPeer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** Calls to nodes of a chain (JSON-RPC 2.0 over HTTP): to the next one when one does not answer. Safe for use by several threads. */
final class JsonRpc {
    private static final HttpLimits LIMITS = new HttpLimits(Duration.ofSeconds(30), 64 << 20, 0);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SHOWN = 300;

    private final BoundedHttp http = new BoundedHttp(LIMITS);
    private final List<URI> nodes;
    private final AtomicLong failures = new AtomicLong();
    private volatile boolean answers = true;
    private volatile int first;

    JsonRpc(List<URI> nodes) {
        this.nodes = List.copyOf(nodes);
    }

    /** A node's refusal. */
    static final class RpcException extends LedgerException {
        private static final long serialVersionUID = 1L;

        RpcException(String message) {
            super(message, null);
        }

        boolean says(String part) {
            return String.valueOf(getMessage()).toLowerCase(Locale.ROOT).contains(part);
        }
    }

    /**
     * The call's result.
     *
     * @throws LedgerException.Unavailable when no node answers
     * @throws RpcException when a node refuses the call
     */
    JsonNode call(String method, JsonNode... parameters) {
        List<String> away = new ArrayList<>();
        int begin = first;
        for (int i = 0; i < nodes.size(); i++) {
            int next = (begin + i) % nodes.size();
            try {
                JsonNode result = ask(nodes.get(next), method, parameters);
                first = next;
                answers = true;
                return result;
            } catch (IOException e) {
                failures.incrementAndGet();
                String said = e.getMessage();
                away.add(nodes.get(next) + ": " + (said == null ? e.getClass().getSimpleName() : said));
            }
        }
        answers = false;
        throw new LedgerException.Unavailable(
                "no node of the chain answers " + method + ": " + String.join("; ", away), null);
    }

    private JsonNode ask(URI node, String method, JsonNode... parameters) throws IOException {
        ObjectNode request = JSON.createObjectNode();
        request.put("jsonrpc", "2.0").put("id", 1).put("method", method);
        ArrayNode array = request.putArray("params");
        for (JsonNode parameter : parameters) {
            array.add(parameter);
        }
        HttpAnswer answer;
        try {
            answer = http.send(HttpRequest.newBuilder(node)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(request)))
                    .build());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LedgerException.Unavailable(node + ": interrupted", e);
        }
        JsonNode said;
        try {
            said = JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new IOException("answers " + answer.status() + ", not JSON: " + shown(answer.text()), e);
        }
        if (said.hasNonNull("error")) {
            JsonNode error = said.get("error");
            throw new RpcException(node + " refuses " + method + ": "
                    + shown(error.path("message").asText()) + " (code "
                    + error.path("code").asText() + ")");
        }
        if (answer.status() != 200 || !said.has("result")) {
            throw new IOException("answers " + answer.status() + ": " + shown(answer.text()));
        }
        return said.get("result");
    }

    List<LedgerPeer> peers() {
        List<LedgerPeer> peers = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            URI node = nodes.get(i);
            int port = node.getPort() >= 0 ? node.getPort() : "https".equals(node.getScheme()) ? 443 : 80;
            peers.add(new LedgerPeer(node.getHost() + ":" + port, answers || i != first, failures.get()));
        }
        return peers;
    }

    static JsonNode text(String text) {
        return JsonNodeFactory.instance.textNode(text);
    }

    static JsonNode flag(boolean flag) {
        return JsonNodeFactory.instance.booleanNode(flag);
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** A quantity as the protocol writes it: hex without leading zeros. */
    static String hex(long number) {
        return "0x" + Long.toHexString(number);
    }

    static String hex(byte[] bytes) {
        return "0x" + HexFormat.of().formatHex(bytes);
    }

    static long number(JsonNode quantity) {
        return bigNumber(quantity).longValueExact();
    }

    static BigInteger bigNumber(JsonNode quantity) {
        String text = quantity.asText();
        if (!text.matches("0x[0-9a-fA-F]{1,64}")) {
            throw new LedgerException("a node's answer has '" + shown(text) + "' where a number is due", null);
        }
        return new BigInteger(text.substring(2), 16);
    }

    static byte[] bytes(JsonNode data) {
        String text = data.asText();
        try {
            return HexFormat.of().parseHex(text.startsWith("0x") ? text.substring(2) : text);
        } catch (IllegalArgumentException e) {
            throw new LedgerException("a node's answer has '" + shown(text) + "' where bytes in hex are due", e);
        }
    }

    private static String shown(String text) {
        String stripped = text.strip();
        return stripped.length() <= SHOWN ? stripped : stripped.substring(0, SHOWN) + "…";
    }
}
