package io.tombolo.provenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tombolo.merkle.note.NoteVerifier;
import io.tombolo.provenance.follow.FollowerState;
import io.tombolo.provenance.store.HeldAnchor;
import io.tombolo.provenance.store.HeldCheckpoint;
import io.tombolo.schemas.contract.Topics;
import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.trust.LogKey;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Level;
import io.tombolo.verification.verdict.Verdict;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The read side on a real broker, as one story: each step builds on those before it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ProvenanceApiIT {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String TOPIC = "acme.example.flights";
    private static final EvidenceVerifier VERIFIER = new EvidenceVerifier(Map.of());
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    static Path dir;

    private static SharedTopics topics;
    private static SampleLog log;
    private static ProvenanceApi api;

    @BeforeAll
    static void start() throws Exception {
        topics = new SharedTopics(dir.resolve("kafka"));
        log = new SampleLog("acme.example/flights/0", 3);
        api = ProvenanceApi.start(config());
    }

    @AfterAll
    static void stop() {
        api.close();
        topics.close();
    }

    @Test
    @Order(1)
    void followsWhatIsSealedAndServesItAsATiledLog() throws Exception {
        topics.share(log, TOPIC, 700);
        topics.abort(log, 0);
        HeldCheckpoint head = topics.seal(log, 0);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(text("/log/acme.example/flights/0/checkpoint"))
                        .isEqualTo(head.note()));

        assertThat(get("/log/acme.example/flights/0/tile/0/002.p/188").body()).hasSize(188 * 32);
        assertThat(get("/log/acme.example/flights/0/tile/entries/001").body()).isEqualTo(log.bundle(1, 700));
        assertThat(text("/log/acme.example/flights/0/vkey"))
                .isEqualTo(log.signer().verifier().vkey() + "\n");
        assertThat(json("/api/v1/datasets").get("datasets").get(0).get("level").asText())
                .isEqualTo("SEALED");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(get("/readyz").statusCode()).isEqualTo(200));
    }

    @Test
    @Order(2)
    void givesEvidenceThatAVerifierAcceptsWithNothingElse() throws Exception {
        for (int index : new int[] {0, 255, 256, 699}) {
            HttpResponse<byte[]> file = evidence(log.offset(index));

            Verdict verdict = VERIFIER.verify(file.body(), policy());

            assertThat(file.statusCode()).isEqualTo(200);
            assertThat(verdict).isInstanceOfSatisfying(Verdict.Accepted.class, accepted -> {
                assertThat(accepted.level()).isEqualTo(Level.SEALED);
                assertThat(accepted.subject().index()).isEqualTo(index);
            });
        }
    }

    @Test
    @Order(3)
    void verifiesWhatIsSentToIt() throws Exception {
        byte[] file = evidence(log.offset(5)).body();

        JsonNode good = verify(file);
        byte[] altered = new String(file, StandardCharsets.UTF_8)
                .replaceFirst("\"offset\":\\s*" + log.offset(5), "\"offset\":" + log.offset(6))
                .getBytes(StandardCharsets.UTF_8);
        JsonNode bad = verify(altered);
        JsonNode nothing = verify("no evidence".getBytes(StandardCharsets.UTF_8));

        assertThat(good.get("verdict").asText()).isEqualTo("SEALED");
        assertThat(good.get("trust").asText()).isEqualTo("POLICY");
        assertThat(good.get("subject").get("index").asLong()).isEqualTo(5);
        assertThat(bad.get("verdict").asText()).isEqualTo("ALTERED");
        assertThat(bad.get("accepted").asBoolean()).isFalse();
        assertThat(nothing.get("verdict").asText()).isEqualTo("MALFORMED");
    }

    @Test
    @Order(4)
    void saysWhyThereIsNoEvidence() throws Exception {
        topics.share(log, TOPIC, 10);

        assertThat(refusal("?dataset=acme.example/ships&partition=0&offset=0")).isEqualTo("404 unknown_dataset");
        assertThat(refusal("?dataset=acme.example/flights&partition=1&offset=0"))
                .isEqualTo("404 unknown_partition");
        assertThat(refusal("?dataset=acme.example/flights&partition=0&offset=700"))
                .isEqualTo("404 unknown_offset");
        assertThat(refusal("?dataset=acme.example/flights&partition=0&offset=99999"))
                .isEqualTo("404 unknown_offset");
        assertThat(refusal("?dataset=acme.example/flights&partition=0&offset=" + log.offset(705)))
                .isEqualTo("409 not_yet_sealed");
        assertThat(refusal("?dataset=acme.example/flights&partition=0&offset=-1"))
                .isEqualTo("400 bad_request");
        assertThat(refusal("?dataset=acme.example/flights&offset=1")).isEqualTo("400 bad_request");
        assertThat(refusal("?dataset=%00&partition=0&offset=1")).isEqualTo("404 unknown_dataset");
    }

    @Test
    @Order(5)
    void showsAnchorsAndHoldsThemAgainstTheLog() throws Exception {
        HeldCheckpoint head = topics.seal(log, 700);
        HeldAnchor anchor = log.anchor(head);
        topics.anchor(log, anchor);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(json("/api/v1/datasets")
                                .get("datasets")
                                .get(0)
                                .get("anchored")
                                .asLong())
                        .isEqualTo(710));

        assertThat(json("/log/acme.example/flights/0/anchors")
                        .get(0)
                        .get("transaction_id")
                        .asText())
                .isEqualTo("tx710");
        assertThat(json("/api/v1/anchors").get("anchors").get(0).get("origin").asText())
                .isEqualTo("acme.example/flights/0");
        assertThat(json("/api/v1/datasets").get("datasets").get(0).get("level").asText())
                .isEqualTo("ANCHORED");
        assertThat(json("/api/v1/policy").get("format").asText()).startsWith("tombolo-policy/");
    }

    @Test
    @Order(6)
    void aHeadThatTheEntriesContradictIsLoudAndNeverServed() throws Exception {
        String before = text("/log/acme.example/flights/0/checkpoint");
        topics.share(log, TOPIC, 5);
        topics.seal(log, 710, log.head(715, log.rootAt(714)));
        topics.raw(Topics.CHECKPOINTS, "acme.example/flights/0", new byte[] {1, 2, 3});
        topics.raw(Topics.LOG, "../../etc 0", new byte[52]);
        SampleLog forger = new SampleLog("acme.example/flights/0", 3).grow(720);
        topics.seal(log, 715, forger.head());

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                json("/api/v1/status").get("logs").get(0).get("faults"))
                        .extracting(fault -> fault.get("kind").asText())
                        .containsExactlyInAnyOrder("ROOT_MISMATCH", "MALFORMED", "BAD_SIGNATURE"));

        assertThat(text("/log/acme.example/flights/0/checkpoint")).isEqualTo(before);
        // One of the three is in a topic of its own, so it may come last, and no log shows it as its fault.
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                json("/api/v1/status").get("unreadable").asLong())
                        .isEqualTo(3));
        HeldCheckpoint honest = topics.seal(log, 710);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(text("/log/acme.example/flights/0/checkpoint"))
                        .isEqualTo(honest.note()));
    }

    @Test
    @Order(7)
    void goesOnAfterARestartWhereItStopped() throws Exception {
        String checkpoint = text("/log/acme.example/flights/0/checkpoint");

        api.close();
        Map<String, Long> cursor = api.state().cursor();
        api = ProvenanceApi.start(config());

        assertThat(text("/log/acme.example/flights/0/checkpoint")).isEqualTo(checkpoint);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(api.state().phase()).isEqualTo(FollowerState.Phase.FOLLOWING));
        assertThat(api.state().cursor()).isEqualTo(cursor);
        topics.share(log, TOPIC, 5);
        HeldCheckpoint head = topics.seal(log, 715);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(text("/log/acme.example/flights/0/checkpoint"))
                        .isEqualTo(head.note()));
        assertThat(json("/log/acme.example/flights/0/checkpoints").findValuesAsText("size"))
                .containsExactly("700", "710", "715", "720");
        assertThat(log.rootAt(720)).isEqualTo(head.root());
    }

    @Test
    @Order(8)
    void waitsForARegistryThatIsOutOfReach() throws Exception {
        api.close();
        topics.hideRegistry(true);
        api = ProvenanceApi.start(config());
        topics.share(log, TOPIC, 5);
        HeldCheckpoint head = topics.seal(log, 720);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(api.state().message()).isNotEmpty());

        topics.hideRegistry(false);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(text("/log/acme.example/flights/0/checkpoint"))
                        .isEqualTo(head.note()));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(api.state().phase()).isEqualTo(FollowerState.Phase.FOLLOWING));
    }

    private static ProvenanceApi.Config config() {
        return new ProvenanceApi.Config(
                "127.0.0.1",
                0,
                dir.resolve("provenance"),
                topics.settings(),
                topics.registry(),
                ProvenanceApiIT::policy,
                VERIFIER,
                () -> Map.of("kafka", topics.kafka.bootstrapServers()));
    }

    private static TrustPolicy policy() {
        NoteVerifier verifier = NoteVerifier.ed25519(log.origin.toString(), log.keys.getPublic());
        return TrustPolicy.of(List.of(LogKey.ofVkey(verifier.vkey())), List.of());
    }

    private static HttpResponse<byte[]> evidence(long offset) throws Exception {
        return get("/api/v1/evidence?dataset=acme.example/flights&partition=0&offset=" + offset);
    }

    private static String refusal(String query) throws Exception {
        HttpResponse<byte[]> answer = get("/api/v1/evidence" + query);
        return answer.statusCode() + " "
                + JsonMapper.builder()
                        .build()
                        .readTree(answer.body())
                        .get("error")
                        .asText();
    }

    private static JsonNode verify(byte[] file) throws Exception {
        HttpResponse<byte[]> answer = CLIENT.send(
                HttpRequest.newBuilder(URI.create(api.uri() + "/api/v1/verify"))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(file))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).isEqualTo(200);
        return JsonMapper.builder().build().readTree(answer.body());
    }

    private static JsonNode json(String path) throws Exception {
        return JsonMapper.builder().build().readTree(get(path).body());
    }

    private static String text(String path) throws Exception {
        return new String(get(path).body(), StandardCharsets.UTF_8);
    }

    private static HttpResponse<byte[]> get(String path) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create(api.uri() + path)).build(), HttpResponse.BodyHandlers.ofByteArray());
    }
}
