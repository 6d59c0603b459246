package io.tombolo.agreements.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.agreements.Action;
import io.tombolo.agreements.Agreement;
import io.tombolo.agreements.AgreementFile;
import io.tombolo.agreements.Refusal;
import io.tombolo.agreements.Step;
import io.tombolo.agreements.access.PartnerAccess;
import io.tombolo.agreements.access.Partners;
import io.tombolo.agreements.store.AgreementLog;
import io.tombolo.http.server.ApiRequest;
import io.tombolo.http.server.ApiResponse;
import io.tombolo.http.server.Callers;
import io.tombolo.http.server.Problem;
import io.tombolo.http.server.Tokens;
import io.tombolo.http.server.WebServer;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.schemas.json.BoundedJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.KafkaException;

/** Every path of {@code /v1/agreements}: operators come with a token, the other side with its signature. */
final class AgreementRoutes implements WebServer.Router {
    private static final int BODY = 64 * 1024;
    private static final JsonMapper JSON = BoundedJson.mapper(10_000);
    private static final Pattern ONE = Pattern.compile("/v1/agreements/([0-9a-f]{32})(?:/([a-z]+))?");
    private static final byte[] OPEN_API = openApi();

    private final AgreementLog log;
    private final Optional<PartnerAccess> access;
    private final CredentialDesk credentials;
    private final UsageRoutes usage;
    private final ErasureRoutes erasures;
    private final Optional<Callers> callers;
    private final Clock clock;

    AgreementRoutes(
            AgreementLog log,
            Optional<PartnerAccess> access,
            CredentialDesk credentials,
            UsageRoutes usage,
            ErasureRoutes erasures,
            Optional<Callers> callers,
            Clock clock) {
        this.log = log;
        this.access = access;
        this.credentials = credentials;
        this.usage = usage;
        this.erasures = erasures;
        this.callers = callers;
        this.clock = clock;
    }

    private static byte[] openApi() {
        try (InputStream in = AgreementRoutes.class.getResourceAsStream("openapi.yaml")) {
            if (in == null) {
                throw new IllegalStateException("openapi.yaml is not in this jar");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public CompletionStage<ApiResponse> answer(ApiRequest request) {
        Matcher one = ONE.matcher(request.path());
        if (one.matches()) {
            String id = one.group(1);
            return one.group(2) == null ? get(request, () -> show(request, id)) : change(request, id, one.group(2));
        }
        return switch (request.path()) {
            case "/v1/agreements" ->
                request.method().equals("POST") ? offer(request) : get(request, () -> list(request));
            case UsageRoutes.PATH -> get(request, () -> usage.statements(request, admit(request, Tokens.Scope.READ)));
            case "/openapi.yaml" -> get(request, () -> ApiResponse.resource("application/yaml", OPEN_API));
            case "/health" -> get(request, () -> ApiResponse.json(Map.of("ready", true)));
            default -> throw problem(404, "not-found", "no such path; /openapi.yaml lists them");
        };
    }

    private static CompletionStage<ApiResponse> get(ApiRequest request, Supplier<ApiResponse> answer) {
        if (!request.method().equals("GET")) {
            throw problem(405, "method", request.method() + " " + request.path() + ": must be GET");
        }
        return CompletableFuture.completedFuture(answer.get());
    }

    /** Who asks; empty where everybody may. */
    private Optional<String> admit(ApiRequest request, Tokens.Scope needed) {
        return callers.map(all -> all.admit(request.header("authorization"), request.certificate(), needed));
    }

    /** Partners see their own agreements, operators all. */
    private boolean maySee(Optional<String> caller, Agreement agreement) {
        Optional<String> partner = caller.flatMap(Partners::organisation);
        return partner.isEmpty()
                || partner.get().equals(agreement.terms().consumer().name());
    }

    private ApiResponse list(ApiRequest request) {
        Optional<String> caller = admit(request, Tokens.Scope.READ);
        ArrayNode all = JSON.createArrayNode();
        log.all().stream().filter(one -> maySee(caller, one)).forEach(one -> all.add(json(one)));
        return ApiResponse.json(Map.of("agreements", all));
    }

    private ApiResponse show(ApiRequest request, String id) {
        Optional<String> caller = admit(request, Tokens.Scope.READ);
        Agreement agreement = log.find(id)
                .filter(one -> maySee(caller, one))
                .orElseThrow(() -> problem(404, "unknown", "there is no agreement " + id));
        ObjectNode json = json(agreement);
        if (caller.flatMap(Partners::organisation).isEmpty()) {
            access.ifPresent(on -> addAccess(json, on, agreement));
        }
        return ApiResponse.json(json);
    }

    private static void addAccess(ObjectNode json, PartnerAccess access, Agreement agreement) {
        String user = Partners.user(agreement.terms().consumer().name());
        ObjectNode shown = json.putObject("access").put("user", user);
        shown.put("has_password", access.users().contains(user));
        ArrayNode drifts = shown.putArray("corrected");
        access.drifts().stream()
                .filter(one -> one.user().equals(user))
                .forEach(
                        one -> drifts.addObject().put("at", one.at().toString()).put("what", one.what()));
    }

    private ObjectNode json(Agreement agreement) {
        return AgreementFile.write(agreement).put("in_force", agreement.inForce(clock.instant()));
    }

    private CompletionStage<ApiResponse> offer(ApiRequest request) {
        // Before the body is received: what is signed needs no token, so it says so by its type.
        boolean signed = request.text("signed").isPresent();
        if (!signed) {
            admit(request, Tokens.Scope.ADMIN);
        }
        return body(
                request,
                json -> signed ? take(json, 201) : outcome(log.offer(OfferedTerms.read(json, log.keys())), 201));
    }

    private CompletionStage<ApiResponse> change(ApiRequest request, String id, String what) {
        if (what.equals("erasures")) {
            return get(request, () -> erasures.list(id));
        }
        if (!request.method().equals("POST")) {
            throw problem(405, "method", request.method() + " " + request.path() + ": must be POST");
        }
        return switch (what) {
            case "steps" -> body(request, json -> take(json, 200));
            case "usage" -> body(request, json -> usage.take(id, note(json)));
            case "erased" -> body(request, json -> erasures.confirm(id, note(json)));
            case "credentials" -> body(request, json -> credentials.issue(id, note(json)));
            case "suspend", "resume", "end" -> {
                admit(request, Tokens.Scope.ADMIN);
                Action action = Action.valueOf(what.toUpperCase(Locale.ROOT));
                yield body(
                        request,
                        json -> outcome(log.act(id, action, json.path("reason").asText(Step.NO_REASON)), 200));
            }
            default -> throw problem(404, "not-found", "no such path; /openapi.yaml lists them");
        };
    }

    private ApiResponse take(JsonNode json, int status) {
        Optional<String> terms =
                json.path("terms").isTextual() ? Optional.of(json.path("terms").textValue()) : Optional.empty();
        return outcome(log.take(note(json), terms), status);
    }

    private static SignedNote note(JsonNode json) {
        return SignedNote.parse(json.path("note").asText());
    }

    private ApiResponse outcome(Agreement.Outcome outcome, int status) {
        if (outcome instanceof Agreement.Outcome.Changed changed) {
            return ApiResponse.json(status, json(changed.agreement()));
        }
        Refusal why = ((Agreement.Outcome.Refused) outcome).why();
        throw refusal(why);
    }

    static Problem.Refusal refusal(Refusal why) {
        int status = switch (why.code()) {
            case UNKNOWN -> 404;
            case WRONG_SIGNER -> 403;
            case MALFORMED -> 400;
            case TOO_OFTEN -> 429;
            case NOT_SEALED -> 503;
            case EXPIRED,
                    OUT_OF_ORDER,
                    REPLAYED,
                    ALTERED,
                    OTHER_DATASET,
                    OUTSIDE_PERIOD,
                    FUTURE,
                    TOO_MANY_LEAVES,
                    WRONG_ROOT -> 422;
        };
        return problem(status, why.code().name().toLowerCase(Locale.ROOT).replace('_', '-'), why.detail());
    }

    static Problem.Refusal problem(int status, String kind, String detail) {
        return new Problem.Refusal(Problem.of(status, kind, detail));
    }

    static CompletionStage<ApiResponse> body(ApiRequest request, Function<JsonNode, ApiResponse> answer) {
        return request.body().read(BODY).thenApply(bytes -> {
            try {
                return answer.apply(json(bytes));
            } catch (MalformedException e) {
                throw problem(400, "malformed", String.valueOf(e.getMessage()));
            } catch (KafkaException e) {
                throw problem(503, "unavailable", "Kafka: " + e.getMessage());
            }
        });
    }

    private static JsonNode json(ByteBuffer bytes) {
        try {
            JsonNode json = JSON.readTree(StandardCharsets.UTF_8.decode(bytes).toString());
            return json == null || json.isMissingNode() ? JSON.createObjectNode() : json;
        } catch (JsonProcessingException e) {
            throw new MalformedException("body: not JSON: " + e.getOriginalMessage());
        }
    }
}
