package io.tombolo.benchmarks.consumer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tombolo.merkle.CompactRange;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.merkle.note.NoteSigner;
import io.tombolo.schemas.commit.Committer;
import io.tombolo.schemas.commit.Entry;
import io.tombolo.schemas.commit.LastHeaders;
import io.tombolo.schemas.serde.KafkaHeaders;
import io.tombolo.verification.trust.LogKey;
import io.tombolo.verification.trust.TrustPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The topic's owner: a log for each partition, a signed checkpoint every 4096 leaves, and an HTTP server that lists them. */
final class BenchReadSide implements AutoCloseable {
    private static final int BATCH = 4096;

    private final KeyPair key = Ed25519Keys.generate();
    private final Map<Integer, Log> logs = new HashMap<>();
    private final Committer committer;
    private final byte[] entry = new byte[Entry.LENGTH];
    private final HttpServer server;

    private static final class Log {
        private final CompactRange tree = CompactRange.empty();
        private final TreeMap<Long, String> lines = new TreeMap<>();
        private long lastOffset;
    }

    BenchReadSide(Committer committer) throws IOException {
        this.committer = committer;
        // The JDK's server writes head and body of an answer apart: else the body waits for the head's acknowledgement,
        // 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    TrustPolicy policy() {
        String vkey = signer(0).verifier().vkey();
        return TrustPolicy.of(List.of(LogKey.ofVkey(vkey)), List.of());
    }

    void append(ConsumerRecord<byte[], byte[]> record) {
        Log log = logs.computeIfAbsent(record.partition(), partition -> new Log());
        LastHeaders headers = new KafkaHeaders().of(record.headers());
        committer.entry(record.key(), record.value(), headers, record.offset(), record.timestamp(), entry, 0);
        log.tree.append(entry);
        log.lastOffset = record.offset();
        if (log.tree.end() % BATCH == 0) {
            seal(record.partition(), log);
        }
    }

    /** Seals what is left; returns the last offset of each partition. */
    Map<Integer, Long> sealAll() {
        Map<Integer, Long> last = new HashMap<>();
        logs.forEach((partition, log) -> {
            seal(partition, log);
            last.put(partition, log.lastOffset);
        });
        return last;
    }

    private void seal(int partition, Log log) {
        String origin = BenchTopic.DATASET.origin(partition);
        String note = NoteSigner.sign(new Checkpoint(origin, log.tree.head()).text(), signer(partition))
                .format();
        log.lines.put(
                log.tree.end(),
                "{\"size\":" + log.tree.end() + ",\"last_offset\":" + log.lastOffset + ",\"note\":\""
                        + note.replace("\n", "\\n") + "\"}");
    }

    private NoteSigner signer(int partition) {
        return NoteSigner.ed25519(BenchTopic.DATASET.origin(partition), key);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String query = String.valueOf(exchange.getRequestURI().getQuery());
        String body = "";
        for (Map.Entry<Integer, Log> log : logs.entrySet()) {
            if (path.equals("/log/" + BenchTopic.DATASET.origin(log.getKey()) + "/checkpoints")) {
                long from = Long.parseLong(query.replaceFirst(".*from=([0-9]+).*", "$1"));
                int limit = Integer.parseInt(query.replaceFirst(".*limit=([0-9]+).*", "$1"));
                body = "["
                        + String.join(
                                ",",
                                log.getValue().lines.tailMap(from).values().stream()
                                        .limit(limit)
                                        .toList())
                        + "]";
            }
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0) {
            exchange.sendResponseHeaders(404, -1);
        } else {
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
