package io.tombolo.dsp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.dsp.Exchange.Fact;
import io.tombolo.http.server.ApiRequest;
import io.tombolo.http.server.ApiResponse;
import io.tombolo.http.server.Callers;
import io.tombolo.http.server.Problem;
import io.tombolo.http.server.Tokens;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * What the operator of this connector asks for: to begin an exchange as consumer, to see one with what the protocol keeps to its sides, and
 * to make a move. Where there are tokens, one of scope ADMIN is needed.
 */
final class OperatorRoutes {
    static final String BASE = "/control";

    private static final String DESCRIPTION = BASE + "/openapi.yaml";
    private static final byte[] OPEN_API = openApi();

    private final Exchanges exchanges;
    private final Optional<Callers> callers;

    OperatorRoutes(Exchanges exchanges, Optional<Callers> callers) {
        this.exchanges = exchanges;
        this.callers = callers;
    }

    private static byte[] openApi() {
        try (InputStream in = OperatorRoutes.class.getResourceAsStream("openapi.yaml")) {
            if (in == null) {
                throw new IllegalStateException("openapi.yaml is not in this jar");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    CompletionStage<ApiResponse> answer(ApiRequest request) {
        if (request.path().equals(DESCRIPTION) && request.method().equals("GET")) {
            return CompletableFuture.completedFuture(ApiResponse.resource("application/yaml", OPEN_API));
        }
        callers.ifPresent(all -> all.admit(request.header("authorization"), request.certificate(), Tokens.Scope.ADMIN));
        try {
            return dispatch(request).exceptionally(OperatorRoutes::problem);
        } catch (Refusal.NotTaken refused) {
            return CompletableFuture.completedFuture(problem(refused));
        }
    }

    private CompletionStage<ApiResponse> dispatch(ApiRequest request) {
        String[] parts = request.path().substring(BASE.length()).split("/", -1);
        Optional<Kind> kind = parts.length < 2 ? Optional.empty() : Routes.kind(parts[1]);
        if (kind.isEmpty() || parts.length > 4) {
            throw new Problem.Refusal(Problem.of(404, "not-found", "no such path; " + DESCRIPTION + " lists them"));
        }
        if (parts.length == 2) {
            return Routes.received(request, body -> shown(201, begin(kind.get(), body)));
        }
        if (parts.length == 3) {
            Routes.require(request, "GET");
            return CompletableFuture.completedFuture(shown(200, exchanges.find(kind.get(), parts[2])));
        }
        Move move = move(kind.get(), parts[3]);
        return Routes.received(
                request,
                body -> shown(
                        200,
                        exchanges.move(
                                kind.get(),
                                parts[2],
                                move,
                                body.hasRemaining()
                                        ? Incoming.plain(body)
                                                .optional("reason")
                                                .orElse("")
                                        : "")));
    }

    private static Move move(Kind kind, String name) {
        for (Move move : Move.values()) {
            boolean operators = move != Move.TRANSFER_REQUEST && move.kind() == kind;
            if (operators && move.name().toLowerCase(Locale.ROOT).equals(name)) {
                return move;
            }
        }
        throw Refusal.refused("unknown-move", "move " + Incoming.shown(name) + ": is not one of " + kind.path());
    }

    private Exchange begin(Kind kind, ByteBuffer body) {
        Incoming asked = Incoming.plain(body);
        Map<Fact, String> facts = kind == Kind.NEGOTIATION
                ? Map.of(Fact.OFFER, asked.text("offerId"), Fact.DATASET, asked.text("datasetId"))
                : Map.of(
                        Fact.AGREEMENT,
                        asked.text("agreementId"),
                        Fact.FORMAT,
                        asked.optional("format").orElse(Agreements.FORMAT));
        return exchanges.request(kind, asked.text("providerId"), asked.address("connectorAddress"), facts);
    }

    private static ApiResponse shown(int status, Exchange exchange) {
        ObjectNode json = Messages.state(exchange)
                .put("side", exchange.side().name())
                .put("participant", exchange.participant())
                .put("address", exchange.address())
                .put("unconfirmed", exchange.sending() != null);
        exchange.facts().forEach((name, value) -> {
            // The credentials are the consumer's.
            if (name != Fact.DATA_ADDRESS || exchange.side() == Side.CONSUMER) {
                json.put(name.name().toLowerCase(Locale.ROOT), value);
            }
        });
        return ApiResponse.rawJson(status, Messages.bytes(json));
    }

    private static ApiResponse problem(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof Refusal.NotTaken refused) {
            Refusal why = refused.refusal();
            return Problem.of(why.status(), why.code(), why.reason()).document();
        }
        throw failure instanceof RuntimeException known ? known : new CompletionException(failure);
    }
}
