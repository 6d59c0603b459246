package io.tombolo.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.http.server.ApiRequest;
import io.tombolo.http.server.ApiResponse;
import io.tombolo.http.server.WebServer;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.TreeHasher;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.checkpoint.TlogProof;
import io.tombolo.merkle.note.NoteVerifier;
import io.tombolo.merkle.tile.EntryBundle;
import io.tombolo.merkle.tile.TileReader;
import io.tombolo.provenance.follow.FollowerState;
import io.tombolo.provenance.store.LogStore;
import io.tombolo.schemas.registry.InMemoryRegistry;
import io.tombolo.schemas.registry.SchemaResolver;
import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.trust.TrustPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** C2SP tlog-tiles, rule by rule, over real HTTP. */
class TiledLogOverHttpTest {
    private static final long SIZE = 70_000;

    @TempDir
    static Path dir;

    private static final TrustPolicy POLICY = TrustPolicy.of(List.of(), List.of());

    private static SampleLog sample;
    private static LogStore store;
    private static WebServer server;
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        sample = new SampleLog("acme.example/flights/0", 7).grow((int) SIZE);
        store = LogStore.open(dir, "cluster", Clock.systemUTC());
        for (long bundle = 0; bundle * 256 < SIZE; bundle++) {
            store.applyBundle(sample.origin, bundle, sample.bundle(bundle, SIZE));
        }
        store.applyCheckpoint(sample.origin, sample.head());
        store.applyAnchor(sample.origin, sample.anchor(sample.head()));
        store.commit(Map.of());
        EvidenceService service = new EvidenceService(
                store, new SchemaResolver(new InMemoryRegistry()), () -> POLICY, () -> new MockConsumer<>("none"));
        FollowerState following = new FollowerState(FollowerState.Phase.FOLLOWING, 0, 0, "", Map.of());
        server = WebServer.start(
                new WebServer.Settings(
                        "read side", "127.0.0.1", 0, WebServer.Limits.defaults(), ReadSideProblem::document),
                new Routes(
                        store,
                        origin -> List.of(NoteVerifier.ed25519(origin.toString(), sample.keys.getPublic())),
                        new EvidenceRoutes(service, new EvidenceVerifier(Map.of()), () -> POLICY, 2),
                        () -> following,
                        Map::of,
                        List::of,
                        Optional.empty(),
                        DatasetTable.of(store, following)));
    }

    @AfterAll
    static void stop() {
        server.close();
        store.close();
    }

    @Test
    void theCheckpointIsPlainTextThatNobodyCaches() throws Exception {
        HttpResponse<byte[]> answer = get("checkpoint");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("text/plain; charset=utf-8");
        assertThat(answer.headers().firstValue("cache-control")).contains("no-store");
        assertThat(text(answer)).isEqualTo(sample.head().note());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tile/0/272",
                "tile/0/273.p/112",
                "tile/0/000",
                "tile/1/000",
                "tile/1/001.p/17",
                "tile/2/000.p/1",
                "tile/0/000.p/255",
                "tile/0/273.p/1",
                "tile/1/000.p/200"
            })
    void tilesOfTheTreeAreImmutableOctets(String tile) throws Exception {
        HttpResponse<byte[]> answer = get(tile);

        int width = tile.contains(".p/") ? Integer.parseInt(tile.substring(tile.indexOf(".p/") + 3)) : 256;
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).hasSize(32 * width);
        assertThat(answer.headers().firstValue("content-type")).contains("application/octet-stream");
        assertThat(answer.headers().firstValue("cache-control"))
                .hasValueSatisfying(value -> assertThat(value).contains("immutable"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tile/0/273",
                "tile/0/273.p/113",
                "tile/0/274.p/1",
                "tile/1/001",
                "tile/1/001.p/18",
                "tile/2/000",
                "tile/2/000.p/2",
                "tile/3/000.p/1",
                "tile/63/000.p/1",
                "tile/entries/273",
                "tile/entries/273.p/113",
                "tile/0/000.p/0",
                "tile/0/000.p/256",
                "tile/0/000.p/01",
                "tile/0/000.p/",
                "tile/0/000.p",
                "tile/00/000",
                "tile/64/000",
                "tile/-1/000",
                "tile/0/0",
                "tile/0/00",
                "tile/0/0000",
                "tile/0/x000/000",
                "tile/0/x000/001",
                "tile/0/001/x000",
                "tile/0/999/999",
                "tile/0/x001/x234/067",
                "tile/0/",
                "tile/0",
                "tile/",
                "tile",
                "tile/entries/",
                "tile/entries/000/",
                "tile/0/000/",
                "tile/0/000.p/1/",
                "tile/x/000",
                "tile/entries/000.p/0",
                "tile/0/x999/x999/x999/x999/x999/x999/999",
                "tile/0/x009/x223/x372/x036/x854/x775/808",
                "",
                "checkpoint/",
                "nothing"
            })
    void whatIsNoTileOfTheTreeIsNotFound(String tile) throws Exception {
        HttpResponse<byte[]> answer = get(tile);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(text(answer)).contains("\"error\":\"not_found\",\"message\":\"");
    }

    @Test
    void anEntryBundleIsGzippedForThoseWhoTakeIt() throws Exception {
        HttpResponse<byte[]> plain = get("tile/entries/005");
        HttpResponse<byte[]> zipped = CLIENT.send(
                HttpRequest.newBuilder(uri("tile/entries/005"))
                        .header("Accept-Encoding", "gzip")
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());

        assertThat(plain.body()).isEqualTo(sample.bundle(5, SIZE));
        assertThat(plain.headers().firstValue("vary")).contains("Accept-Encoding");
        assertThat(zipped.headers().firstValue("content-encoding")).contains("gzip");
        assertThat(zipped.body().length).isLessThan(plain.body().length);
        try (InputStream unzipped = new GZIPInputStream(new java.io.ByteArrayInputStream(zipped.body()))) {
            assertThat(unzipped.readAllBytes()).isEqualTo(plain.body());
        }
        assertThat(EntryBundle.decode(plain.body(), 256).entry(17)).isEqualTo(sample.entry(5 * 256 + 17));
    }

    @Test
    void aReaderOfTilesFindsEveryProofItNeeds() throws Exception {
        TreeHead head = new TreeHead(SIZE, sample.rootAt(SIZE));
        TileReader reader = new TileReader(
                path -> {
                    HttpResponse<byte[]> answer = get(path.path());
                    return answer.statusCode() == 200 ? Optional.of(answer.body()) : Optional.empty();
                },
                head);

        for (long old : new long[] {1, 255, 256, 257, 65_535, 65_536, 65_537, 69_999, 70_000}) {
            assertThat(reader.consistencyProof(old)
                            .verify(new TreeHead(old, sample.rootAt(old)), head)
                            .holds())
                    .isTrue();
        }
        assertThat(reader.entry(69_999)).isEqualTo(sample.entry(69_999));
    }

    @Test
    void aProofFileVerifiesWithTheKeyAlone() throws Exception {
        NoteVerifier key = NoteVerifier.parse(text(get("vkey")).strip());
        for (long index : new long[] {0, 255, 256, 65_535, 65_536, 69_999}) {
            TlogProof proof = TlogProof.parse(text(get("proof?index=" + index)));

            Hash leaf = TreeHasher.sha256().leaf(sample.entry(index));
            assertThat(proof.verify(leaf, "acme.example/flights/0", List.of(key), List.of(), 0)
                            .holds())
                    .isTrue();
        }
        assertThat(get("proof?index=70000").statusCode()).isEqualTo(404);
        assertThat(get("proof?index=-1").statusCode()).isEqualTo(400);
        assertThat(get("proof").statusCode()).isEqualTo(400);
    }

    @Test
    void listsHeadsAndAnchorsFromASizeOn() throws Exception {
        assertThat(text(get("checkpoints"))).startsWith("[{\"size\":70000,\"root\":\"");
        assertThat(text(get("checkpoints?from=70001"))).isEqualTo("[]");
        assertThat(text(get("anchors?from=70000&limit=1"))).contains("\"transaction_id\":\"tx70000\"");
        assertThat(get("anchors?from=-1").statusCode()).isEqualTo(400);
        assertThat(get("anchors?limit=0").statusCode()).isEqualTo(400);
        assertThat(get("anchors?limit=1001").statusCode()).isEqualTo(400);
        assertThat(get("checkpoints?from=99999999999999999999").statusCode()).isEqualTo(400);
    }

    @Test
    void theVerifierKeyOpensTheCheckpoint() throws Exception {
        assertThat(text(get("vkey"))).startsWith("acme.example/flights/0+").endsWith("\n");
    }

    @Test
    void headHasTheHeadersAndNoBody() throws Exception {
        HttpResponse<byte[]> answer = CLIENT.send(
                HttpRequest.newBuilder(uri("tile/0/000"))
                        .method("HEAD", HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-length")).contains("8192");
    }

    @Test
    void otherMethodsAreRefused() throws Exception {
        for (String method : new String[] {"POST", "PUT", "DELETE", "OPTIONS", "PATCH"}) {
            HttpResponse<byte[]> answer = CLIENT.send(
                    HttpRequest.newBuilder(uri("checkpoint"))
                            .method(method, HttpRequest.BodyPublishers.noBody())
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            assertThat(answer.statusCode()).isEqualTo(405);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/log/../../../../etc/passwd",
                "/log/acme.example/flights/0/../0/checkpoint",
                "/log/acme.example/flights/0/%2e%2e/0/checkpoint",
                "/log/acme.example%2fflights/0/checkpoint",
                "/log/acme.example/flights/0/tile/0/%30%30%30",
                "/log//acme.example/flights/0/checkpoint",
                "/log/acme.example/flights/00/checkpoint",
                "/log/acme.example/flights/0/1/checkpoint",
                "/log/acme.example/flights/0/2/checkpoint",
                "/log/acme.example/flights/0;x=y/checkpoint",
                "/log/ACME.example/flights/0/checkpoint",
                "/log/acme..example/flights/0/checkpoint",
                "/log/",
                "/log",
                "/log/a/b/c/d/e/f",
                "/%00",
                "/log/acme.example/flights/0/checkpoint%00",
                "/log/acme.example+flights+0/checkpoint"
            })
    void noSpellingLeavesTheLogs(String path) throws Exception {
        String answer = raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(answer).matches("(?s)HTTP/1.1 40[04].*");
        assertThat(answer).doesNotContain("root:");
    }

    @Test
    void randomPathsFindNothingAndBreakNothing() throws Exception {
        Random random = new Random(11);
        String[] parts = {
            "/",
            "log",
            "acme.example",
            "flights",
            "0",
            "tile",
            "entries",
            "x001",
            "000",
            ".p",
            "..",
            "%2f",
            "%",
            "1",
            "é",
            "?",
            "checkpoint",
            "255",
            "//",
            ";",
            "\\",
            "x",
            "99999999999999999999",
            "-1",
            " "
        };
        for (int round = 0; round < 2000; round++) {
            StringBuilder path = new StringBuilder("/log/acme.example/flights/0/");
            for (int part = random.nextInt(8); part >= 0; part--) {
                path.append(parts[random.nextInt(parts.length)]);
            }
            ApiResponse answer =
                    new LogRoutes(store, origin -> List.of()).answer(ApiRequest.get(path.toString(), Map.of()));
            assertThat(answer.status()).as(path.toString()).isIn(200, 404);
        }
    }

    @Test
    void aPathTooLongOrAHostFromElsewhereIsRefused() throws Exception {
        assertThat(raw("GET /" + "a".repeat(3000) + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 414");
        assertThat(raw("GET /" + "a".repeat(100_000) + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 414");
        assertThat(raw("GET /healthz HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 421");
        assertThat(raw("GARBAGE\r\n\r\n")).startsWith("HTTP/1.1 400");
    }

    private static URI uri(String resource) {
        return URI.create(server.uri() + "/log/acme.example/flights/0/" + resource);
    }

    private static HttpResponse<byte[]> get(String resource) {
        try {
            return CLIENT.send(HttpRequest.newBuilder(uri(resource)).build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException | InterruptedException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private static String raw(String request) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.uri().getPort())) {
            socket.setSoTimeout(120_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
