package io.tombolo.consumer.readside;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tombolo.http.BoundedHttp;
import io.tombolo.http.HttpAnswer;
import io.tombolo.http.HttpLimitException;
import io.tombolo.http.HttpLimits;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.tile.TileSource;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.json.BoundedJson;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads the read side over HTTP. Whatever it returns is unchecked. Safe for use by several threads. */
public final class ProvenanceClient {
    /** A page of 500 anchors with their receipts has some 10 MB. */
    private static final HttpLimits LIMITS = new HttpLimits(Duration.ofMinutes(1), 64 << 20, 0);

    private static final JsonMapper JSON = BoundedJson.mapper(1_000_000);

    private final URI base;
    private final BoundedHttp http;

    /** @param base such as {@code http://127.0.0.1:8080}, with or without a final slash */
    public ProvenanceClient(URI base) {
        this(base, BoundedHttp.client().build());
    }

    /** As {@link #ProvenanceClient(URI)} with a client that the caller configured (TLS, proxy, credentials). */
    public ProvenanceClient(URI base, HttpClient http) {
        this(base, new BoundedHttp(http, LIMITS));
    }

    /** As {@link #ProvenanceClient(URI)} with other limits of time and bytes for each answer. */
    public ProvenanceClient(URI base, BoundedHttp http) {
        String text = base.toString();
        this.base = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
        this.http = http;
    }

    public URI base() {
        return base;
    }

    public List<ListedDataset> datasets() {
        return datasets("/api/v1/datasets");
    }

    /** That dataset alone, if it is listed: all that a partner's token may ask for. Older read sides list others too. */
    List<ListedDataset> datasets(DatasetId dataset) {
        return datasets("/api/v1/datasets?dataset=" + URLEncoder.encode(dataset.toString(), StandardCharsets.UTF_8));
    }

    private List<ListedDataset> datasets(String path) {
        List<ListedDataset> datasets = new ArrayList<>();
        for (JsonNode line : list(path)) {
            List<String> logs = new ArrayList<>();
            line.path("logs").forEach(log -> logs.add(log.asText()));
            datasets.add(new ListedDataset(
                    line.path("dataset").asText(),
                    line.path("events").asLong(),
                    line.path("sealed").asLong(),
                    line.path("anchored").asLong(),
                    logs));
        }
        return datasets;
    }

    /** The newest signed note of a log; empty when nothing is sealed, or there is no such log. */
    public Optional<String> checkpoint(String origin) {
        return get("/log/" + origin + "/checkpoint").map(ProvenanceClient::utf8);
    }

    /** How many checkpoints a log has, at most 1,000; none of a log that it does not know. */
    public int checkpointCount(String origin) {
        return checkpoints(origin, 0, 1000).size();
    }

    /** Checkpoints in the order of their sizes, from {@code fromSize} on; none of a log that it does not know. */
    List<ListedCheckpoint> checkpoints(String origin, long fromSize, int limit) {
        List<ListedCheckpoint> checkpoints = new ArrayList<>();
        for (JsonNode line : list("/log/" + origin + "/checkpoints?from=" + fromSize + "&limit=" + limit)) {
            checkpoints.add(new ListedCheckpoint(
                    line.path("size").asLong(),
                    line.path("last_offset").asLong(Long.MAX_VALUE),
                    line.path("sealed_at").asLong(),
                    line.path("note").asText()));
        }
        return checkpoints;
    }

    /** Anchors in the order of their sizes, from {@code fromSize} on; none of a log that it does not know. */
    List<ListedAnchor> anchors(String origin, String ledger, long fromSize, int limit) {
        List<ListedAnchor> anchors = new ArrayList<>();
        String query = "?from=" + fromSize + "&limit=" + limit + "&ledger="
                + URLEncoder.encode(ledger, StandardCharsets.UTF_8);
        for (JsonNode line : list("/log/" + origin + "/anchors" + query)) {
            anchors.add(new ListedAnchor(
                    line.path("size").asLong(),
                    line.path("ledger").asText(),
                    line.path("note").asText(),
                    receipt(line.path("receipt"))));
        }
        return anchors;
    }

    /** The size of a log's newest anchor on each ledger that it is anchored on, by name; none of a log that it does not know. */
    public Map<String, Long> anchoredSizes(String origin) {
        Map<String, Long> sizes = new TreeMap<>();
        for (JsonNode line : list("/log/" + origin + "/ledgers")) {
            sizes.put(line.path("ledger").asText(), line.path("newest_size").asLong());
        }
        return sizes;
    }

    /** The log's tiles and entry bundles. */
    public TileSource tiles(String origin) {
        return path -> get("/log/" + origin + "/" + path.path());
    }

    /** The evidence file for one record; empty with no such record, or before it's sealed. */
    public Optional<byte[]> evidence(String dataset, int partition, long offset) {
        return get("/api/v1/evidence?dataset=" + URLEncoder.encode(dataset, StandardCharsets.UTF_8) + "&partition="
                + partition + "&offset=" + offset);
    }

    /** The policy that the read side uses: its own word, so {@link io.tombolo.verification.verdict.Trust#SELF_ASSERTED}. */
    public TrustPolicy policy() {
        byte[] file = get("/api/v1/policy").orElseThrow(() -> new ReadSideException(base + ": no policy"));
        try {
            return PolicyFile.read(file).selfAsserted();
        } catch (MalformedException e) {
            throw new ReadSideException(base + ": " + e.getMessage(), e);
        }
    }

    /** Where the other parts listen: {@code kafka}, {@code registry}, {@code connect}, {@code api}. */
    public Map<String, String> endpoints() {
        Map<String, String> endpoints = new TreeMap<>();
        String path = "/api/v1/endpoints";
        byte[] body = get(path).orElseThrow(() -> new ReadSideException(base + path + ": not found"));
        json(path, body)
                .properties()
                .forEach(entry -> endpoints.put(entry.getKey(), entry.getValue().asText()));
        return endpoints;
    }

    private static Optional<Bytes> receipt(JsonNode node) {
        if (!node.isTextual()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Bytes.of(Base64.getDecoder().decode(node.textValue())));
        } catch (IllegalArgumentException e) {
            return Optional.of(Bytes.of(new byte[0]));
        }
    }

    private JsonNode list(String path) {
        Optional<byte[]> body = get(path);
        if (body.isEmpty()) {
            return JSON.createArrayNode();
        }
        JsonNode node = json(path, body.get());
        JsonNode list = node.isArray() ? node : node.path("datasets");
        if (!list.isArray()) {
            throw new ReadSideException(base + path + ": did not answer with a list");
        }
        return list;
    }

    private JsonNode json(String path, byte[] body) {
        try {
            return JSON.readTree(utf8(body));
        } catch (JsonProcessingException e) {
            throw new ReadSideException(base + path + ": did not answer with JSON: " + e.getOriginalMessage(), e);
        }
    }

    private Optional<byte[]> get(String path) {
        try {
            HttpAnswer answer = http.send(request(path));
            if (answer.status() == 404 || answer.status() == 409) {
                return Optional.empty();
            }
            if (answer.status() == 401 || answer.status() == 403) {
                throw ReadSideException.refused(base + path + ": status " + answer.status());
            }
            if (answer.status() != 200) {
                throw new ReadSideException(base + path + ": status " + answer.status());
            }
            return Optional.of(answer.body());
        } catch (HttpLimitException e) {
            throw new ReadSideException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            // The JDK leaves it open why nobody is there.
            throw new ReadSideException(
                    base + ": no answer" + (e.getMessage() == null ? "" : ": " + e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ReadSideException(base + ": interrupted", e);
        }
    }

    private HttpRequest request(String path) {
        try {
            return HttpRequest.newBuilder(URI.create(base + path)).GET().build();
        } catch (IllegalArgumentException e) {
            throw new ReadSideException(base + ": is not an http URL", e);
        }
    }

    private static String utf8(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** A dataset that the read side knows, and the origins of all its logs: every partition, every generation. */
    public record ListedDataset(String dataset, long events, long sealed, long anchored, List<String> logs) {
        public ListedDataset {
            logs = List.copyOf(logs);
        }
    }
}
