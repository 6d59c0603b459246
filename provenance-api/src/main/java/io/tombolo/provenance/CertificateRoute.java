package io.tombolo.provenance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tombolo.certificate.Certificate;
import io.tombolo.certificate.Language;
import io.tombolo.http.server.ApiRequest;
import io.tombolo.http.server.ApiResponse;
import io.tombolo.http.server.Problem;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.text.StrictText;
import io.tombolo.schemas.json.BoundedJson;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;

/**
 * {@code POST /api/v1/certificate}: a certificate to print of a visitor's evidence, by the visitor's policy. It keeps and logs nothing of
 * either.
 */
final class CertificateRoute {
    static final String PATH = "/api/v1/certificate";

    /** Of the whole request: an evidence file in base64, and a policy. */
    static final int BODY = 8 << 20;

    /** Each holds some tens of megabytes while it is made. */
    static final int AT_ONCE = 2;

    /** Below the time after which the server lets a silent connection go. */
    static final Duration LIMIT = Duration.ofSeconds(20);

    private static final Set<String> MEMBERS = new TreeSet<>(List.of("evidence", "policy", "language"));

    /** An object's two ends, and names and values. */
    private static final int TOKENS = 2 + 2 * MEMBERS.size();

    private static final JsonMapper JSON = BoundedJson.mapper(TOKENS, BODY)
            .rebuild()
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final BiFunction<byte[], TrustPolicy, Verdict> verifier;
    private final Clock clock;
    private final Duration limit;

    /** One that is too slow keeps its place until it ends. The threads end when nobody asks. */
    private final ThreadPoolExecutor places =
            new ThreadPoolExecutor(0, AT_ONCE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                Thread thread = new Thread(work, "certificate");
                thread.setDaemon(true);
                return thread;
            });

    /** @param limit for one certificate, from the moment at which the request has arrived */
    CertificateRoute(BiFunction<byte[], TrustPolicy, Verdict> verifier, Clock clock, Duration limit) {
        this.verifier = verifier;
        this.clock = clock;
        this.limit = limit;
    }

    CompletionStage<ApiResponse> answer(ApiRequest ask) {
        return ask.body().read(BODY).thenCompose(this::inTime);
    }

    private CompletableFuture<ApiResponse> inTime(ByteBuffer body) {
        try {
            return CompletableFuture.supplyAsync(() -> answer(body), places)
                    .orTimeout(limit.toNanos(), TimeUnit.NANOSECONDS)
                    .exceptionally(this::failed);
        } catch (RejectedExecutionException full) {
            return CompletableFuture.completedFuture(
                    ReadSideProblem.of(503, "busy", "too many certificates at once, limit " + AT_ONCE));
        }
    }

    private ApiResponse failed(Throwable failure) {
        if (failure instanceof TimeoutException) {
            return ReadSideProblem.of(
                    503, "too_slow", "the certificate was not ready within " + limit.toMillis() + " ms");
        }
        throw failure instanceof CompletionException wrapped ? wrapped : new CompletionException(failure);
    }

    private ApiResponse answer(ByteBuffer body) {
        try {
            return certificate(read(body));
        } catch (Problem.Refusal refused) {
            return ReadSideProblem.document(refused.problem());
        }
    }

    private ApiResponse certificate(Asked asked) {
        Verdict verdict = verifier.apply(asked.evidence().toArray(), asked.policy());
        if (verdict instanceof Verdict.Refused refused) {
            return ReadSideProblem.of(
                    422,
                    "evidence_refused",
                    refused.name() + ": " + refused.detail(),
                    Map.of("verdict", refused.name()));
        }
        Verdict.Accepted accepted = (Verdict.Accepted) verdict;
        if (accepted.records().size() != 1) {
            return ReadSideProblem.of(
                    422,
                    "several_events",
                    "evidence: " + accepted.records().size() + " events, a certificate is about one");
        }
        Certificate certificate = new Certificate(
                asked.evidence(),
                accepted,
                List.of(),
                asked.policyDigest(),
                clock.instant().truncatedTo(ChronoUnit.SECONDS),
                asked.language());
        return ApiResponse.of(200, "application/pdf", certificate.pdf())
                .with("Content-Disposition", "attachment; filename=\"" + certificate.fileName() + "\"");
    }

    private record Asked(Bytes evidence, TrustPolicy policy, Hash policyDigest, Language language) {}

    private static Asked read(ByteBuffer body) {
        JsonNode json = object(body);
        byte[] evidence = evidence(text(json, "evidence"));
        byte[] policy = utf8(text(json, "policy"), "policy");
        Language language = json.has("language") ? language(text(json, "language")) : Language.EN;
        try {
            return new Asked(
                    Bytes.of(evidence),
                    PolicyFile.read(policy),
                    Hash.of(Hash.sha256().digest(policy)),
                    language);
        } catch (MalformedException e) {
            throw refused("bad_policy", "policy: " + e.getMessage());
        }
    }

    private static JsonNode object(ByteBuffer body) {
        JsonNode json;
        try {
            byte[] bytes = new byte[body.remaining()];
            body.duplicate().get(bytes);
            json = JSON.readTree(bytes);
        } catch (JsonProcessingException e) {
            throw refused("bad_request", "body: is not a JSON object with " + MEMBERS + ": " + e.getOriginalMessage());
        } catch (IOException e) {
            throw refused("bad_request", "body: is not JSON in UTF-8");
        }
        if (!json.isObject()) {
            throw refused("bad_request", "body: must be a JSON object with " + MEMBERS);
        }
        json.fieldNames().forEachRemaining(name -> {
            if (!MEMBERS.contains(name)) {
                throw refused(
                        "bad_request", "body: unknown member " + StrictText.shown(name) + ", known are " + MEMBERS);
            }
        });
        return json;
    }

    private static String text(JsonNode json, String name) {
        JsonNode value = json.path(name);
        if (!value.isTextual()) {
            throw refused("bad_request", "body: " + name + (json.has(name) ? " must be a text" : " is missing"));
        }
        return value.textValue();
    }

    /** The text of a JSON file, which begins so, or the base64 of any. */
    private static byte[] evidence(String text) {
        if (text.stripLeading().startsWith("{")) {
            return utf8(text, "evidence");
        }
        try {
            return StrictText.base64(text, "evidence");
        } catch (MalformedException e) {
            throw refused("bad_evidence", e.getMessage() + ", nor a text that begins with {");
        }
    }

    private static byte[] utf8(String text, String what) {
        try {
            return StrictText.utf8(text);
        } catch (MalformedException e) {
            throw refused("bad_" + what, what + ": " + e.getMessage());
        }
    }

    private static Language language(String text) {
        return switch (text) {
            case "en" -> Language.EN;
            case "zh" -> Language.ZH;
            default -> throw refused("bad_language", "language: " + StrictText.shown(text) + ", must be en or zh");
        };
    }

    private static Problem.Refusal refused(String error, String message) {
        return new Problem.Refusal(Problem.of(400, error.replace('_', '-'), message));
    }
}
