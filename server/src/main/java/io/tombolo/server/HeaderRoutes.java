package io.tombolo.server;

import io.tombolo.config.ConfigFile.Listener;
import io.tombolo.http.server.ApiRequest;
import io.tombolo.http.server.ApiResponse;
import io.tombolo.http.server.Problem;
import io.tombolo.http.server.Protection;
import io.tombolo.http.server.WebServer;
import io.tombolo.ledger.evm.EvmLedger;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.text.StrictText;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.concurrent.CompletionStage;

/** POST /sign-header: signs a block's header for another member, in the way in which a witness cosigns a checkpoint. */
final class HeaderRoutes implements WebServer.Router {
    private static final int MAX_BODY = 1024;

    private final EvmLedger ledger;

    private HeaderRoutes(EvmLedger ledger) {
        this.ledger = ledger;
    }

    /** Anybody may ask: what is signed is on the chain for everybody to see. */
    static WebServer start(Listener at, EvmLedger ledger) {
        return WebServer.start(
                new WebServer.Settings(
                        "signs_at",
                        at.host(),
                        at.port(),
                        WebServer.Limits.defaults(),
                        Problem::document,
                        Protection.of(
                                at.proxied(),
                                at.certificate(),
                                at.privateKey(),
                                at.access(),
                                at.logins(),
                                Clock.systemUTC())),
                new HeaderRoutes(ledger));
    }

    @Override
    public CompletionStage<ApiResponse> answer(ApiRequest request) {
        if (!request.path().equals("/sign-header")) {
            throw new Problem.Refusal(Problem.of(404, "not-found", "no such path"));
        }
        if (!request.method().equals("POST")) {
            throw new Problem.Refusal(
                    Problem.of(405, "method", "method " + StrictText.shown(request.method()) + ", must be POST"));
        }
        return request.body().read(MAX_BODY).thenApply(received -> {
            byte[] bytes = new byte[received.remaining()];
            received.get(bytes);
            try {
                EvmLedger.HeaderAnswer answer = ledger.signHeader(StrictText.utf8(bytes));
                return answer.status() == 200
                        ? ApiResponse.of(
                                200, "text/plain; charset=utf-8", answer.body().getBytes(StandardCharsets.UTF_8))
                        : Problem.of(answer.status(), "not-signed", answer.body())
                                .document();
            } catch (MalformedException e) {
                return Problem.of(400, "bad-request", String.valueOf(e.getMessage()))
                        .document();
            }
        });
    }
}
