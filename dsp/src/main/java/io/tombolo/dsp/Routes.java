package io.tombolo.dsp;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.http.server.ApiRequest;
import io.tombolo.http.server.ApiResponse;
import io.tombolo.http.server.Problem;
import io.tombolo.http.server.WebServer;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The paths of the protocol's HTTPS binding, for both sides, and in front of them the operator's own. */
final class Routes implements WebServer.Router {
    /** Below it are all paths but that of the versions. */
    static final String BASE = "/dsp";

    private static final Logger LOG = LoggerFactory.getLogger(Routes.class);
    private static final String VERSIONS = "/.well-known/dspace-version";
    private static final String DATASETS = "/catalog/datasets/";

    private final Participants participants;
    private final Catalogue catalogue;
    private final Exchanges exchanges;
    private final OperatorRoutes operator;

    Routes(Participants participants, Catalogue catalogue, Exchanges exchanges, OperatorRoutes operator) {
        this.participants = participants;
        this.catalogue = catalogue;
        this.exchanges = exchanges;
        this.operator = operator;
    }

    @Override
    public CompletionStage<ApiResponse> answer(ApiRequest request) {
        String path = request.path();
        if (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        if (path.startsWith(OperatorRoutes.BASE)) {
            return operator.answer(request);
        }
        // Open to everybody, as the specification asks.
        if (path.equals(VERSIONS) || path.equals(BASE + VERSIONS)) {
            return CompletableFuture.completedFuture(versions(path.equals(VERSIONS) ? BASE : ""));
        }
        if (!path.startsWith(BASE + "/")) {
            throw new Problem.Refusal(Problem.of(404, "not-found", "no such path"));
        }
        String rest = path.substring(BASE.length());
        return refusing(errorType(rest), () -> dispatch(request, rest));
    }

    private static ApiResponse versions(String path) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putArray("protocolVersions")
                .addObject()
                .put("version", "2025-1")
                .put("path", path.isEmpty() ? "/" : path)
                .put("binding", "HTTPS");
        return ApiResponse.rawJson(200, Messages.bytes(json));
    }

    private static String errorType(String path) {
        return path.startsWith("/catalog")
                ? Catalogue.ERROR
                : (path.startsWith("/transfers") ? Kind.TRANSFER : Kind.NEGOTIATION).errorType();
    }

    private CompletionStage<ApiResponse> dispatch(ApiRequest request, String path) {
        String participant = participants
                .sender(request.header("authorization"))
                .orElseThrow(() -> new Refusal.NotTaken(
                        new Refusal(401, "unauthorized", "the Authorization header names no participant known here")));
        if (path.equals("/catalog/request")) {
            // The next page's address is for a GET too.
            return request.method().equals("GET")
                    ? now(catalogue.page(
                            participant,
                            after(request),
                            ByteBuffer.wrap(Messages.bytes(Messages.object("CatalogRequestMessage")))))
                    : received(request, body -> catalogue.page(participant, after(request), body));
        }
        if (path.startsWith(DATASETS)) {
            require(request, "GET");
            return now(catalogue.dataset(participant, decoded(path.substring(DATASETS.length()))));
        }
        String[] parts = path.substring(1).split("/", 3);
        Kind kind =
                kind(parts[0]).orElseThrow(() -> new Refusal.NotTaken(new Refusal(404, "not-found", "no such path")));
        if (parts.length == 2 && parts[1].equals("request")) {
            return received(request, body -> shown(201, exchanges.begin(kind, participant, body)));
        }
        String pid = parts.length > 1 ? decoded(parts[1]) : "";
        if (parts.length < 3) {
            require(request, "GET");
            return now(shown(200, exchanges.find(kind, pid, participant)));
        }
        return received(request, body -> shown(200, exchanges.take(kind, pid, parts[2], participant, body)));
    }

    static Optional<Kind> kind(String path) {
        for (Kind kind : Kind.values()) {
            if (kind.path().equals(path)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    private static String after(ApiRequest request) {
        return request.text("after").orElse("");
    }

    private static ApiResponse shown(int status, Exchange exchange) {
        return ApiResponse.rawJson(status, Messages.bytes(Messages.state(exchange)));
    }

    private static CompletionStage<ApiResponse> now(ApiResponse answer) {
        return CompletableFuture.completedFuture(answer);
    }

    static CompletionStage<ApiResponse> received(ApiRequest request, Function<ByteBuffer, ApiResponse> answer) {
        require(request, "POST");
        // A web page can send anything else to a connector on this machine without asking.
        String type = request.header("content-type").toLowerCase(Locale.ROOT);
        if (!type.startsWith("application/json") && !type.startsWith("application/ld+json")) {
            throw new Refusal.NotTaken(new Refusal(
                    415, "media-type", "Content-Type " + Incoming.shown(type) + ": must be application/json"));
        }
        return request.body().read(Incoming.LARGEST).thenApply(answer);
    }

    static void require(ApiRequest request, String method) {
        if (!request.method().equals(method)) {
            throw new Refusal.NotTaken(
                    new Refusal(405, "method", "method " + Incoming.shown(request.method()) + ", must be " + method));
        }
    }

    private static String decoded(String part) {
        try {
            return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Refusal.malformed("the path is not well escaped");
        }
    }

    /** Every refusal in the protocol's form, with a defect as status 500. */
    static CompletionStage<ApiResponse> refusing(String errorType, Supplier<CompletionStage<ApiResponse>> answer) {
        try {
            return answer.get().exceptionally(failure -> error(errorType, failure));
        } catch (Refusal.NotTaken | Problem.Refusal refused) {
            return now(error(errorType, refused));
        }
    }

    private static ApiResponse error(String type, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        Refusal refusal;
        if (cause instanceof Refusal.NotTaken known) {
            refusal = known.refusal();
        } else if (cause instanceof Problem.Refusal problem) {
            refusal = new Refusal(
                    problem.problem().status(),
                    problem.problem().kind(),
                    problem.problem().detail());
        } else {
            LOG.atError().setCause(cause).log("A message of another connector failed");
            refusal = new Refusal(500, "internal", "this is a fault of the server; its log has more");
        }
        ApiResponse answer = ApiResponse.rawJson(refusal.status(), Messages.bytes(Messages.error(type, refusal)));
        return refusal.status() == 401 ? answer.with("WWW-Authenticate", "Bearer") : answer;
    }
}
