package io.tombolo.consumer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tombolo.consumer.readside.ProvenanceClient;
import io.tombolo.merkle.CompactRange;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.merkle.note.NoteSigner;
import io.tombolo.merkle.tile.EntryBundle;
import io.tombolo.merkle.tile.TilePath;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.commit.Committer;
import io.tombolo.schemas.commit.Entry;
import io.tombolo.schemas.commit.LastHeaders;
import io.tombolo.schemas.commit.PartFormat;
import io.tombolo.schemas.serde.KafkaHeaders;
import io.tombolo.verification.receipt.LedgerTrust;
import io.tombolo.verification.trust.LogKey;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A dataset's owner in miniature: its logs, its key, a ledger, and a read side that can be made to lie. */
public final class Owner implements AutoCloseable {
    static {
        // The JDK's server writes head and body of an answer apart: else the body waits for the head's acknowledgement,
        // 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    static final String LEDGER = "plain:test";
    static final String OTHER_LEDGER = "plain:other";

    final DatasetId dataset;
    final Map<String, UnaryOperator<byte[]>> lies = new ConcurrentHashMap<>();
    /** Parts of paths for which an answer begins and never ends. */
    final Set<String> silent = ConcurrentHashMap.newKeySet();
    /** The paths that were asked for and are silent. */
    final Queue<String> waiting = new ConcurrentLinkedQueue<>();

    private final KeyPair pair;
    private final List<Log> logs = new ArrayList<>();
    private final HttpServer server;
    private final ProvenanceClient readSide;
    /** Whether heads are made once: for long logs that no test rewrites. */
    boolean keepsHeads;

    /** One partition's log. */
    final class Log {
        final String origin;
        final NoteSigner signer;
        final List<byte[]> entries = new ArrayList<>();
        final List<Integer> sealed = new ArrayList<>();
        final Map<String, List<Integer>> anchored = Map.of(LEDGER, new ArrayList<>(), OTHER_LEDGER, new ArrayList<>());
        final Map<Integer, TreeHead> heads = new TreeMap<>();
        final CompactRange growing = CompactRange.empty();
        Log receiptsOf = this;
        Log tilesOf = this;

        /** Keeps the newest head, for a log that is long and that nobody rewrites. */
        private void keepHead() {
            entries.subList((int) growing.end(), entries.size()).forEach(growing::append);
            heads.put(entries.size(), growing.head());
        }

        private Log(String origin) {
            this.origin = origin;
            this.signer = NoteSigner.ed25519(origin, pair);
        }

        TreeHead head(int size) {
            TreeHead known = heads.get(size);
            if (known != null) {
                return known;
            }
            CompactRange tree = CompactRange.empty();
            entries.subList(0, size).forEach(tree::append);
            return tree.head();
        }

        String note(int size) {
            return NoteSigner.sign(new Checkpoint(origin, head(size)).text(), signer)
                    .format();
        }
    }

    public Owner(DatasetId dataset, int partitions) {
        this(dataset, partitions, 1);
    }

    public Owner(DatasetId dataset, int partitions, int generation) {
        this(dataset, partitions, generation, Ed25519Keys.generate());
    }

    /** An owner with a key that it has already. */
    Owner(DatasetId dataset, int partitions, int generation, KeyPair pair) {
        this.dataset = dataset;
        this.pair = pair;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        for (int i = 0; i < partitions; i++) {
            logs.add(new Log(dataset.origin(i, generation)));
        }
        server.createContext("/", this::handle);
        server.start();
        readSide = new ProvenanceClient(uri());
    }

    Log log(int partition) {
        return logs.get(partition);
    }

    /** Commits to records, all parts raw, and seals them in batches. */
    public void seal(List<ConsumerRecord<byte[], byte[]>> records, int batch) {
        seal(records, batch, new Committer(id -> null, PartFormat.RAW, PartFormat.RAW));
    }

    void seal(List<ConsumerRecord<byte[], byte[]>> records, int batch, Committer committer) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            Log log = logs.get(record.partition());
            byte[] entry = new byte[Entry.LENGTH];
            LastHeaders headers = new KafkaHeaders().of(record.headers());
            committer.entry(record.key(), record.value(), headers, record.offset(), record.timestamp(), entry, 0);
            synchronized (log) {
                log.entries.add(entry);
                if (log.entries.size() % batch == 0) {
                    log.sealed.add(log.entries.size());
                    if (keepsHeads) {
                        log.keepHead();
                    }
                }
            }
        }
        for (Log log : logs) {
            synchronized (log) {
                int size = log.entries.size();
                if (size > 0 && (log.sealed.isEmpty() || log.sealed.get(log.sealed.size() - 1) != size)) {
                    log.sealed.add(size);
                }
                if (keepsHeads && size > 0) {
                    log.keepHead();
                }
            }
        }
    }

    /** Seals those records that are not sealed yet. */
    void sealMore(List<ConsumerRecord<byte[], byte[]>> all, int batch) {
        seal(
                all.stream()
                        .filter(record -> {
                            List<byte[]> entries = logs.get(record.partition()).entries;
                            return entries.isEmpty()
                                    || Entry.decode(entries.get(entries.size() - 1))
                                                    .offset()
                                            < record.offset();
                        })
                        .toList(),
                batch);
    }

    /** Anchors every log's newest checkpoint. */
    public void anchor() {
        anchor(LEDGER);
    }

    void anchor(String ledger) {
        for (Log log : logs) {
            synchronized (log) {
                if (!log.sealed.isEmpty()) {
                    log.anchored.get(ledger).add(log.sealed.get(log.sealed.size() - 1));
                }
            }
        }
    }

    /** Shows another owner's anchors as if they were its own. */
    void showReceiptsOf(Owner other) {
        for (int i = 0; i < logs.size(); i++) {
            Log own = logs.get(i);
            Log theirs = other.log(i);
            own.anchored.get(LEDGER).addAll(theirs.anchored.get(LEDGER));
            own.receiptsOf = theirs;
        }
    }

    /** Shows another owner's tiles and entries under its own checkpoints and anchors. */
    void showTilesOf(Owner other) {
        for (int i = 0; i < logs.size(); i++) {
            logs.get(i).tilesOf = other.log(i);
        }
    }

    ProvenanceClient readSide() {
        return readSide;
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public TrustPolicy policy() {
        TreeMap<String, List<X509Certificate>> members = new TreeMap<>();
        members.put("AMSP", List.of());
        return TrustPolicy.of(
                List.of(LogKey.ofVkey(logs.get(0).signer.verifier().vkey())),
                List.of(
                        new LedgerTrust(LEDGER, "test", "anchors", members, 1),
                        new LedgerTrust(OTHER_LEDGER, "other", "anchors", members, 1)));
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (silent.stream().anyMatch(path::contains)) {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write(utf8("four"));
            exchange.getResponseBody().flush();
            waiting.add(path);
            return;
        }
        byte[] body;
        try {
            body = answer(path, exchange.getRequestURI().getQuery());
        } catch (RuntimeException e) {
            body = null;
        }
        for (Map.Entry<String, UnaryOperator<byte[]>> lie : lies.entrySet()) {
            if (body != null && path.contains(lie.getKey())) {
                body = lie.getValue().apply(body);
            }
        }
        exchange.sendResponseHeaders(body == null ? 404 : 200, body == null || body.length == 0 ? -1 : body.length);
        if (body != null && body.length > 0) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private byte[] answer(String path, String query) {
        if (path.equals("/api/v1/policy")) {
            return PolicyFile.write(policy());
        }
        if (path.equals("/api/v1/datasets")) {
            String names =
                    String.join("\",\"", logs.stream().map(log -> log.origin).toList());
            return utf8("[{\"dataset\":\"" + dataset + "\",\"logs\":[\"" + names + "\"]}]");
        }
        for (Log log : logs) {
            if (path.startsWith("/log/" + log.origin + "/")) {
                synchronized (log) {
                    return answer(log, path.substring(6 + log.origin.length()), query == null ? "" : query);
                }
            }
        }
        throw new IllegalArgumentException(path);
    }

    private byte[] answer(Log log, String resource, String query) {
        if (resource.equals("checkpoint")) {
            return utf8(log.note(log.sealed.get(log.sealed.size() - 1)));
        }
        if (resource.equals("checkpoints") || resource.equals("anchors")) {
            long from = Long.parseLong(query.replaceFirst(".*from=([0-9]+).*", "$1"));
            String ledger = resource.equals("anchors") ? query.contains("other") ? OTHER_LEDGER : LEDGER : "";
            List<String> lines = (ledger.isEmpty() ? log.sealed : log.anchored.getOrDefault(ledger, List.of()))
                    .stream()
                            .filter(size -> size >= from)
                            .map(size -> line(log, size, ledger))
                            .toList();
            return utf8("[" + String.join(",", lines) + "]");
        }
        TilePath tile = TilePath.parse(resource);
        if (tile.kind() == TilePath.Kind.ENTRIES) {
            int from = (int) tile.index() * 256;
            return EntryBundle.of(log.tilesOf.entries.subList(from, from + tile.width()))
                    .bytes();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long span = 1L << (8 * tile.level());
        for (long i = 0; i < tile.width(); i++) {
            long from = (tile.index() * 256 + i) * span;
            CompactRange subtree = CompactRange.emptyAt(from);
            log.tilesOf.entries.subList((int) from, (int) (from + span)).forEach(subtree::append);
            out.writeBytes(subtree.hashes().get(0).toBytes());
        }
        return out.toByteArray();
    }

    private static String line(Log log, int size, String ledger) {
        String note = log.note(size).replace("\n", "\\n");
        long lastOffset = Entry.decode(log.entries.get(size - 1)).offset();
        String line = "{\"size\":" + size + ",\"last_offset\":" + lastOffset + ",\"note\":\"" + note + "\"";
        if (!ledger.isEmpty()) {
            line += ",\"ledger\":\"" + ledger + "\",\"receipt\":\""
                    + Base64.getEncoder().encodeToString(PlainReceipts.receipt(log.origin, log.receiptsOf.head(size)))
                    + "\"";
        }
        return line + "}";
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
