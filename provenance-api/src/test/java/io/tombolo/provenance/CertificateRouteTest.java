package io.tombolo.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.http.BoundedHttp;
import io.tombolo.http.HttpAnswer;
import io.tombolo.http.HttpLimits;
import io.tombolo.http.server.WebServer;
import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Verdict;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiFunction;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** {@code POST /api/v1/certificate} over HTTP. */
class CertificateRouteTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Path VECTORS =
            Path.of(System.getProperty("tombolo.root", "..")).resolve("schemas/vectors/evidence");
    private static final Clock NOON = Clock.fixed(Instant.parse("2026-11-30T12:00:00Z"), ZoneOffset.UTC);
    private static final Duration LONG = Duration.ofMinutes(5);

    private final List<WebServer> servers = new ArrayList<>();
    private final URI standard = serve(EvidenceVerifier.standard()::verify, LONG);

    private URI serve(BiFunction<byte[], TrustPolicy, Verdict> verifier, Duration limit) {
        CertificateRoute route = new CertificateRoute(verifier, NOON, limit);
        WebServer server = WebServer.start(
                new WebServer.Settings(
                        "read side", "127.0.0.1", 0, WebServer.Limits.defaults(), ReadSideProblem::document),
                route::answer);
        servers.add(server);
        return server.uri();
    }

    @AfterEach
    void stop() {
        servers.forEach(WebServer::close);
    }

    @Test
    void answersAPdfWhoseAttachmentIsWhatWasSent() throws Exception {
        HttpAnswer english = ask(standard, body("good-anchored.json", "policy.json"));
        HttpAnswer chinese =
                ask(standard, body("good-anchored.json", "policy.json").put("language", "zh"));

        assertThat(english.status()).as(english.text()).isEqualTo(200);
        assertThat(english.header("Content-Type")).contains("application/pdf");
        assertThat(english.header("Cache-Control")).contains("no-store");
        assertThat(english.header("Content-Disposition"))
                .contains("attachment; filename=\"certificate-acme.example-flights-0-offset-34.pdf\"");
        byte[] attached = attached(english);
        assertThat(attached).isEqualTo(vector("good-anchored.json"));
        assertThat(EvidenceVerifier.standard()
                        .verify(attached, PolicyFile.read(vector("policy.json")))
                        .name())
                .isEqualTo("ANCHORED");
        assertThat(text(english)).contains("2026-11-30T12:00:00Z", "How to verify");
        assertThat(attached(chinese)).isEqualTo(attached);
        assertThat(text(chinese)).contains("\u5982\u4F55\u9A8C\u8BC1").doesNotContain("How to verify");
    }

    @Test
    void takesAJsonFilesTextAndACompactFilesBytes() throws Exception {
        ObjectNode text = body("good-anchored.json", "policy.json")
                .put("evidence", new String(vector("good-anchored.json"), StandardCharsets.UTF_8));
        ObjectNode compact = body("compact-three-witnesses.cbor", "policy-compact-three-witnesses.json");

        assertThat(attached(ask(standard, text))).isEqualTo(vector("good-anchored.json"));
        assertThat(attached(ask(standard, compact))).isEqualTo(vector("compact-three-witnesses.cbor"));
    }

    @Test
    void whatIsRefusedGetsNoCertificate() throws Exception {
        HttpAnswer altered = ask(standard, body("altered-value.json", "policy.json"));
        HttpAnswer nothing = ask(
                standard,
                body("good-anchored.json", "policy.json")
                        .put("evidence", Base64.getEncoder().encodeToString(new byte[3])));

        refused(altered, 422, "evidence_refused", "ALTERED: ");
        assertThat(JSON.readTree(altered.text()).path("verdict").asText()).isEqualTo("ALTERED");
        refused(nothing, 422, "evidence_refused", "MALFORMED: ");
        assertThat(JSON.readTree(nothing.text()).path("verdict").asText()).isEqualTo("MALFORMED");
        refused(
                ask(standard, body("set-run.json", "policy.json")),
                422,
                "several_events",
                "evidence: 10 events, a certificate is about one");
    }

    @Test
    void errorsNameTheMember() throws Exception {
        ObjectNode good = body("good-anchored.json", "policy.json");
        String known = "[evidence, language, policy]";

        refused(send(standard, "{"), 400, "bad_request", "body: is not a JSON object with " + known);
        refused(send(standard, "[]"), 400, "bad_request", "body: must be a JSON object with " + known);
        refused(send(standard, "{} {}"), 400, "bad_request", "body: is not a JSON object with " + known);
        refused(
                send(standard, "{\"policy\": \"\", \"policy\": \"\"}"),
                400,
                "bad_request",
                "body: is not a JSON object with " + known + ": Duplicate field 'policy'");
        refused(send(standard, "{\"policy\": \"{}\"}"), 400, "bad_request", "body: evidence is missing");
        refused(ask(standard, good.deepCopy().put("policy", 7)), 400, "bad_request", "body: policy must be a text");
        refused(
                send(standard, "{\"evidence\": \"{}\", \"police\": \"{}\"}"),
                400,
                "bad_request",
                "body: unknown member \"police\", known are " + known);
        refused(
                ask(standard, good.deepCopy().put("evidence", "not base64")),
                400,
                "bad_evidence",
                "evidence: not base64 (RFC 4648, section 4, with padding), nor a text that begins with {");
        refused(ask(standard, good.deepCopy().put("policy", "{}")), 400, "bad_policy", "policy: ");
        refused(
                send(standard, good.deepCopy().put("policy", "X").toString().replace("\"X\"", "\"\\ud800\"")),
                400,
                "bad_policy",
                "policy: no UTF-8");
        refused(
                ask(standard, good.deepCopy().put("language", "fr")),
                400,
                "bad_language",
                "language: \"fr\", must be en or zh");
        refused(
                send(standard, "x".repeat(CertificateRoute.BODY + 1)),
                413,
                "too_large",
                "body: the limit is 8388608 bytes");
    }

    @Test
    void asksToComeBackWhenAllPlacesAreTaken() throws Exception {
        CountDownLatch begun = new CountDownLatch(CertificateRoute.AT_ONCE);
        CountDownLatch held = new CountDownLatch(1);
        URI slow = serve(
                (file, policy) -> {
                    begun.countDown();
                    await(held);
                    return EvidenceVerifier.standard().verify(file, policy);
                },
                LONG);
        ObjectNode good = body("good-anchored.json", "policy.json");
        List<CompletableFuture<HttpResponse<byte[]>>> first = new ArrayList<>();
        for (int i = 0; i < CertificateRoute.AT_ONCE; i++) {
            first.add(HttpClient.newHttpClient()
                    .sendAsync(request(slow, good.toString()), HttpResponse.BodyHandlers.ofByteArray()));
        }
        await(begun);

        HttpAnswer third = ask(slow, good);
        held.countDown();

        refused(third, 503, "busy", "too many certificates at once, limit 2");
        assertThat(third.header("Retry-After")).contains("1");
        for (CompletableFuture<HttpResponse<byte[]>> one : first) {
            assertThat(one.get().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aCertificateThatTakesTooLongIsGivenUp() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        URI slow = serve(
                (file, policy) -> {
                    await(held);
                    return EvidenceVerifier.standard().verify(file, policy);
                },
                Duration.ofMillis(1));

        HttpAnswer late = ask(slow, body("good-anchored.json", "policy.json"));
        held.countDown();

        refused(late, 503, "too_slow", "the certificate was not ready within 1 ms");
        assertThat(late.header("Retry-After")).contains("5");
    }

    @Test
    void nothingOfARequestIsLogged() throws Exception {
        Logger root = (Logger) LoggerFactory.getLogger("io.tombolo");
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        root.addAppender(logged);
        try {
            ask(standard, body("good-anchored.json", "policy.json"));
            ask(standard, body("altered-value.json", "policy.json"));
            send(standard, "{");
        } finally {
            root.detachAppender(logged);
        }

        assertThat(logged.list).isEmpty();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ObjectNode body(String evidence, String policy) throws IOException {
        return JSON.createObjectNode()
                .put("evidence", Base64.getEncoder().encodeToString(vector(evidence)))
                .put("policy", new String(vector(policy), StandardCharsets.UTF_8));
    }

    private static byte[] vector(String name) throws IOException {
        return Files.readAllBytes(VECTORS.resolve(name));
    }

    private static HttpAnswer ask(URI server, JsonNode body) throws Exception {
        return send(server, body.toString());
    }

    private static HttpAnswer send(URI server, String body) throws Exception {
        return new BoundedHttp(new HttpLimits(Duration.ofMinutes(3), 16 << 20, 0)).send(request(server, body));
    }

    private static HttpRequest request(URI server, String body) {
        return HttpRequest.newBuilder(URI.create(server + CertificateRoute.PATH))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private static void refused(HttpAnswer answer, int status, String error, String message) throws IOException {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).contains("application/problem+json");
        JsonNode problem = JSON.readTree(answer.text());
        assertThat(problem.path("error").asText()).isEqualTo(error);
        assertThat(problem.path("message").asText()).startsWith(message);
    }

    private static byte[] attached(HttpAnswer answer) throws IOException {
        try (PDDocument document = Loader.loadPDF(answer.body())) {
            var files =
                    document.getDocumentCatalog().getNames().getEmbeddedFiles().getNames();
            return files.values().iterator().next().getEmbeddedFile().toByteArray();
        }
    }

    private static String text(HttpAnswer answer) throws IOException {
        try (PDDocument document = Loader.loadPDF(answer.body())) {
            return new PDFTextStripper().getText(document).replaceAll("\\s+", " ");
        }
    }
}
