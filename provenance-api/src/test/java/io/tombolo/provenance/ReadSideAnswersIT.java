package io.tombolo.provenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tombolo.provenance.search.KeyHash;
import io.tombolo.schemas.DatasetId;
import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.verdict.Verdict;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the read side answers on a real broker and a real registry, each answer compared with {@code openapi.yaml}. */
class ReadSideAnswersIT {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final OpenApi OPEN_API = new OpenApi();
    private static final String ONE = "/api/v1/datasets/acme.example/visits";

    @TempDir
    static Path dir;

    private static SharedSample sample;
    private static ProvenanceApi api;

    @BeforeAll
    static void start() throws Exception {
        sample = new SharedSample(dir);
        sample.visits();
        sample.partners();
        sample.rejected();
        api = sample.start(config -> config, SharedSample.anchoring());
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode now = json("/api/v1/operations");
            assertThat(now.at("/read_side/index/state").asText()).isEqualTo("UP_TO_DATE");
            assertThat(now.at("/read_side/index/keys").asLong()).isEqualTo(307);
            assertThat(json("/api/v1/overview").path("sealed").asLong()).isEqualTo(307);
        });
    }

    @AfterAll
    static void stop() {
        api.close();
        sample.close();
    }

    @Test
    void everyRouteIsDescribedAndEveryDescriptionIsARoute() {
        Map<String, Set<String>> declared = new TreeMap<>();
        for (RouteTable.Route route : api.routes().table().routes()) {
            declared.put(
                    route.method() + " " + route.template(),
                    route.parameters().map(Set::copyOf).orElse(Set.of()));
        }
        LogRoutes.TEMPLATES.forEach(template -> declared.put("GET " + template, Set.of()));
        Map<String, Set<String>> described = OPEN_API.routes();

        assertThat(described.keySet()).isEqualTo(declared.keySet());
        declared.forEach((route, parameters) -> {
            if (!parameters.isEmpty()) {
                assertThat(new TreeSet<>(parameters)).as(route).isEqualTo(described.get(route));
            }
        });
    }

    /** One request for each way to ask, and each refusal; which paths they leave out is an error too. */
    @Test
    void everyAnswerIsAsDescribed() throws Exception {
        long offset = sample.offsets.get(7);
        String evidence = "/api/v1/evidence?dataset=acme.example/visits";
        Map<String, Integer> asked = new TreeMap<>();
        for (String path : List.of(
                "/",
                "/healthz",
                "/readyz",
                "/api/v1/openapi.yaml",
                "/log/acme.example/visits/0/checkpoint",
                "/log/acme.example/visits/0/vkey",
                "/log/acme.example/visits/0/tile/0/000",
                "/log/acme.example/visits/0/tile/entries/000",
                "/log/acme.example/visits/0/proof?index=5",
                "/log/acme.example/visits/0/checkpoints",
                "/log/acme.example/visits/0/anchors",
                "/log/acme.example/visits/0/ledgers",
                "/api/v1/overview",
                "/api/v1/organisations",
                "/api/v1/datasets",
                "/api/v1/datasets?limit=1&sort=rate&q=VIS&faulty=true",
                "/api/v1/anchors",
                "/api/v1/anchors?limit=1",
                "/api/v1/reconciliations",
                "/api/v1/agreements",
                "/api/v1/agreements?dataset=acme.example/visits&limit=1",
                "/api/v1/usage",
                "/api/v1/ledgers",
                "/api/v1/faults",
                "/api/v1/rejected",
                "/api/v1/rejected?dataset=acme.example/visits&limit=2",
                "/api/v1/operations",
                "/api/v1/status",
                "/api/v1/endpoints",
                "/api/v1/policy",
                "/api/v1/search?transaction=tx100",
                ONE,
                ONE + "/timeline",
                ONE + "/timeline?buckets=7&from=2023-11-14T22:13:20Z&to=2023-11-14T22:13:21Z",
                ONE + "/latency",
                ONE + "/batches",
                ONE + "/anchors",
                ONE + "/schemas",
                ONE + "/events",
                ONE + "/events?order=oldest&from_offset=9&limit=3",
                ONE + "/events/0/" + offset,
                ONE + "/events/0/" + sample.offsets.get(299),
                ONE + "/events/0/" + offset + "/versions",
                ONE + "/search?offset=" + offset,
                ONE + "/search?time=2020-01-01T00:00:00Z",
                ONE + "/search?key=" + encoded("{\"id\": 7}"),
                ONE + "/search?key_hash=" + keyHash(7),
                ONE + "/search?hash="
                        + encoded(json(ONE + "/events/0/" + offset)
                                .path("leaf_hash")
                                .asText()),
                evidence + "&partition=0&offset=" + offset,
                evidence + "&partition=0&from=" + offset + "&to=" + (offset + 5),
                evidence + "&key_hash=" + keyHash(7))) {
            assertThat(check(path, asked)).as(path).isEqualTo(200);
        }
        for (String path : List.of(
                "/log/acme.example/ships/0/checkpoint",
                "/log/acme.example/visits/0/proof",
                "/api/v1/datasets?limit=0",
                "/api/v1/datasets?sort=size",
                "/api/v1/organisations?after=x",
                "/api/v1/faults?datset=acme.example/visits",
                "/api/v1/search",
                "/api/v1/search?hash=x",
                "/api/v1/datasets/acme.example/ships",
                "/api/v1/datasets/acme.example/ships/schemas",
                ONE + "/timeline?buckets=501",
                ONE + "/timeline?from=2026-01-01T00:00:00Z&to=2025-01-01T00:00:00Z",
                ONE + "/latency?from=yesterday",
                ONE + "/batches?partition=1",
                ONE + "/anchors?limit=1001",
                ONE + "/events?order=last",
                ONE + "/events/0/99999",
                ONE + "/events/x/1",
                ONE + "/events/0/99999/versions",
                ONE + "/search?offset=1&hash=x",
                ONE + "/search?key=%7B",
                ONE + "/search?key_hash=7",
                evidence,
                evidence + "&key=%7B%22id%22:999%7D",
                evidence + "&partition=0&from=0",
                evidence + "&partition=0&from=5&to=4",
                evidence + "&partition=3&from=0&to=4")) {
            assertThat(check(path, asked)).as(path).isIn(400, 404);
        }

        Set<String> left = new HashSet<>(OPEN_API.routes().keySet());
        left.removeAll(asked.keySet().stream().map("GET "::concat).collect(Collectors.toSet()));
        // Asked in other tests: KeyRoutesTest, ProvenanceApiIT, CertificateRouteTest, WebPageIT, and below.
        assertThat(left)
                .containsExactlyInAnyOrder(
                        "POST /api/v1/keys",
                        "POST /api/v1/verify",
                        "POST /api/v1/certificate",
                        "GET /page/{file}",
                        "GET /api/v1/stream");
    }

    private static int check(String path, Map<String, Integer> asked) throws Exception {
        HttpResponse<byte[]> answer = get(path);
        String type = answer.headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", "");
        JsonNode body = type.endsWith("json") ? JSON.readTree(answer.body()) : MissingNode.getInstance();
        assertThat(OPEN_API.faults("GET", path, answer.statusCode(), type, body))
                .as("%s: %s", path, new String(answer.body(), StandardCharsets.UTF_8))
                .isEmpty();
        asked.merge(OPEN_API.template(path), 1, Integer::sum);
        return answer.statusCode();
    }

    @Test
    void everyListEndsAndItsPagesAreTheWholeInOrder() throws Exception {
        pages("/api/v1/datasets?", "datasets", "dataset", 3);
        pages("/api/v1/organisations?", "organisations", "organisation", 1);
        pages("/api/v1/anchors?", "anchors", "origin", 3);
        pages("/api/v1/agreements?", "agreements", "id", 2);
        pages("/api/v1/usage?", "usage", "agreement", 1);
        pages("/api/v1/faults?", "faults", "kind", 1);
        pages("/api/v1/rejected?", "rejected", "detail", 11);
        pages("/api/v1/rejected?dataset=acme.example/visits&", "rejected", "detail", 6);
        pages(ONE + "/batches?", "batches", "size", 3);
        pages(ONE + "/anchors?", "anchors", "size", 2);
        pages(ONE + "/events?", "events", "offset", 300);
        pages(ONE + "/events?order=oldest&", "events", "offset", 300);
        pages(ONE + "/search?key_hash=" + keyHash(7) + "&", "events", "offset", 6);
        pages(ONE + "/events/0/" + sample.offsets.get(7) + "/versions?", "versions", "offset", 6);
    }

    private static void pages(String path, String list, String member, int expected) throws Exception {
        List<String> paged = new ArrayList<>();
        String after = "";
        for (int page = 0; page <= expected && after != null; page++) {
            JsonNode answer = json(path + "limit=2" + after);
            paged.addAll(members(answer.path(list), member));
            after = answer.path("next").isNull()
                    ? null
                    : "&after=" + answer.path("next").asText();
        }
        assertThat(after).as(path + " ends").isNull();
        assertThat(paged).as(path).hasSize(expected);
        assertThat(paged.subList(0, Math.min(expected, 100)))
                .as(path)
                .isEqualTo(members(json(path + "limit=100").path(list), member));
    }

    private static List<String> members(JsonNode lines, String member) {
        List<String> members = new ArrayList<>();
        lines.forEach(line -> members.add(line.path(member).asText()));
        return members;
    }

    @Test
    void aKeyIsFoundByItsTextByItsHashAndByOneOfItsEvents() throws Exception {
        List<Long> expected = new ArrayList<>();
        for (int i = 257; i >= 0; i -= 50) {
            expected.add(sample.offsets.get(i));
        }

        for (String path : List.of(
                ONE + "/search?key=" + encoded("{\"id\": 7}"),
                ONE + "/search?key_hash=" + keyHash(7),
                ONE + "/events/0/" + expected.get(3) + "/versions")) {
            JsonNode found = json(path);
            assertThat(found.findValues("offset"))
                    .as(path)
                    .extracting(JsonNode::asLong)
                    .isEqualTo(expected);
        }
        assertThat(json(ONE + "/search?key=" + encoded("{\"id\": 50}"))
                        .path("matched_by")
                        .asText())
                .isEqualTo("nothing");
        assertThat(json(ONE + "/search?key=" + encoded("{\"id\": \"7\"}"))
                        .path("message")
                        .asText())
                .isEqualTo("key.id \"7\": must be long");
        assertThat(json(ONE + "/search?key=" + encoded("{\"no\": 7}"))
                        .path("message")
                        .asText())
                .isEqualTo("key: id is missing");
    }

    @Test
    void eventsAndHeadsAreFoundByHashTimeAndTransaction() throws Exception {
        JsonNode event = json(ONE + "/events/0/" + sample.offsets.get(123));
        for (String by : List.of("leaf_hash", "commitment")) {
            JsonNode found =
                    json("/api/v1/search?hash=" + encoded(event.path(by).asText()));
            assertThat(found.path("matched_by").asText()).isEqualTo(by);
            assertThat(found.path("events").get(0).path("index").asLong()).isEqualTo(123);
        }
        assertThat(json(ONE + "/search?hash=" + sample.visits.rootAt(200).hex())
                        .path("heads")
                        .get(0)
                        .path("size")
                        .asLong())
                .isEqualTo(200);
        JsonNode anchored = json("/api/v1/search?transaction=tx200");
        assertThat(anchored.path("heads")).hasSize(1);
        assertThat(anchored.path("heads").get(0).path("ledger").asText()).isEqualTo("fabric:tombolo/anchors");
        assertThat(json("/api/v1/search?transaction=tx201").path("matched_by").asText())
                .isEqualTo("nothing");
        JsonNode first = json(ONE + "/search?time=2020-01-01T00:00:00Z");
        assertThat(first.path("events").get(0).path("index").asLong()).isZero();
        assertThat(json(ONE + "/search?time=2100-01-01T00:00:00Z").path("events"))
                .isEmpty();
    }

    @Test
    void evidenceOfARangeAndOfAKeyVerifies() throws Exception {
        EvidenceVerifier verifier = new EvidenceVerifier(Map.of());
        String evidence = "/api/v1/evidence?dataset=acme.example/visits";
        for (Map.Entry<String, Integer> one : Map.of(
                        evidence + "&partition=0&from=" + sample.offsets.get(90) + "&to=" + sample.offsets.get(110), 21,
                        evidence + "&key=" + encoded("{\"id\": 7}"), 6)
                .entrySet()) {
            byte[] file = get(one.getKey()).body();

            Verdict verdict = verifier.verify(file, sample.policy());

            assertThat(verdict.name()).as("%s: %s", one.getKey(), verdict).isEqualTo("SEALED");
            assertThat(JSON.readTree(file).path("events")).hasSize(one.getValue());
        }
    }

    @Test
    void whatOthersKnowIsShownAndWhatNobodyHereKnowsIsAbsent() throws Exception {
        JsonNode ledger = json("/api/v1/ledgers").path("ledgers").get(0);
        assertThat(ledger.path("state").asText()).isEqualTo("DOWN");
        assertThat(ledger.path("forks").get(0).path("kind").asText()).isEqualTo("ANCHOR_MISMATCH");
        assertThat(ledger.has("quorum")).isFalse();
        JsonNode operations = json("/api/v1/operations");
        assertThat(operations.at("/anchoring/lag_records").asLong()).isEqualTo(17);
        assertThat(operations.at("/anchoring/ledgers/0/waiting").asLong()).isEqualTo(3);
        assertThat(operations.at("/certificates/0/name").asText()).isEqualTo("identity of CarriersMSP");
        assertThat(operations.at("/read_side/unanchored").asLong()).isEqualTo(100);
        JsonNode agreement = json("/api/v1/agreements").path("agreements").get(1);
        assertThat(agreement.path("in_force").asBoolean()).isTrue();
        assertThat(agreement.path("groups")).extracting(JsonNode::asText).containsExactly("billing", "clinical");
        JsonNode other = json("/api/v1/agreements").path("agreements").get(0);
        assertThat(other.path("state").asText()).isEqualTo("TERMINATED");
        assertThat(other.has("purpose")).isFalse();
        assertThat(json("/api/v1/usage").at("/usage/0/events").asLong()).isEqualTo(30);
        JsonNode schemas = json(ONE + "/schemas").path("schemas");
        assertThat(schemas.findValuesAsText("part")).containsExactly("value", "key");
        assertThat(schemas.get(0).path("fields").findValuesAsText("type"))
                .containsExactly("long", "timestamp-millis?", "decimal(10,2)", "string?");
        assertThat(schemas.get(0).at("/fields/3/protected").asText()).isEqualTo("clinical");
    }

    @Test
    void theTimelineCountsEverySealedEventOnce() throws Exception {
        for (int buckets : new int[] {1, 3, 7, 500}) {
            JsonNode line = json(ONE + "/timeline?buckets=" + buckets);
            long events = 0;
            long batches = 0;
            long anchors = 0;
            for (JsonNode bucket : line.path("buckets")) {
                events += bucket.path("events").asLong();
                batches += bucket.path("batches").asLong();
                anchors += bucket.path("anchors").asLong();
            }
            assertThat(List.of(events, batches, anchors)).as("in %d", buckets).containsExactly(300L, 3L, 2L);
        }
        JsonNode latency = json(ONE + "/latency").path("points");
        assertThat(latency.get(0).path("min_ms").asLong()).isEqualTo(500);
        assertThat(latency.get(0).path("batches").asLong()).isEqualTo(2);
    }

    @Test
    void anAnswerThatDidNotChangeIsNotSentAgain() throws Exception {
        for (String path : List.of("/api/v1/datasets", ONE + "/batches", "/log/acme.example/visits/0/proof?index=5")) {
            String tag = get(path).headers().firstValue("ETag").orElseThrow();

            HttpResponse<byte[]> again = CLIENT.send(
                    HttpRequest.newBuilder(URI.create(api.uri() + path))
                            .header("If-None-Match", tag)
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());

            assertThat(again.statusCode()).as(path).isEqualTo(304);
            assertThat(again.body()).isEmpty();
        }
    }

    private static String keyHash(long id) {
        byte[] framed = sample.key(id);
        return KeyHash.of(DatasetId.parse(SharedSample.VISITS), framed, name -> null)
                .hex();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static JsonNode json(String path) throws Exception {
        return JSON.readTree(get(path).body());
    }

    private static HttpResponse<byte[]> get(String path) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create(api.uri() + path)).build(), HttpResponse.BodyHandlers.ofByteArray());
    }
}
