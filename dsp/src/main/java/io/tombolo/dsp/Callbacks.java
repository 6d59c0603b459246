package io.tombolo.dsp;

import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import io.tombolo.http.BoundedHttp;
import io.tombolo.http.HttpAnswer;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Sends messages to other connectors until they confirm them. */
final class Callbacks {
    private final BoundedHttp http;
    private final Participants participants;
    private final Reach reach;
    private final Retry retry;
    private final ScheduledExecutorService threads;

    Callbacks(BoundedHttp http, Participants participants, Reach reach, Retry retry, ScheduledExecutorService threads) {
        this.http = http;
        this.participants = participants;
        this.reach = reach;
        this.retry = retry;
        this.threads = threads;
    }

    /** The other connector, or this one, does not want it: no further attempt. */
    static final class GivenUpException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        GivenUpException(String message) {
            super(message);
        }
    }

    /**
     * Sends what the exchange has on its way.
     *
     * @param wanted asked before each attempt; a message that is not wanted any more ends with {@link GivenUpException}
     * @return the confirmation, of a status of class 2xx
     */
    CompletableFuture<HttpAnswer> send(Exchange exchange, Exchange.Sending message, BooleanSupplier wanted) {
        AtomicInteger refusals = new AtomicInteger();
        RetryPolicy<HttpAnswer> again = RetryPolicy.<HttpAnswer>builder()
                .handle(IOException.class)
                .handleResultIf(answer -> !confirms(answer))
                .abortOn(GivenUpException.class)
                .withBackoff(retry.first(), retry.longest())
                .withMaxDuration(retry.total())
                .withMaxRetries(-1)
                .build();
        // Until the other side has noted this one's answer, a further message would find no exchange there.
        Executor later = CompletableFuture.delayedExecutor(retry.first().toMillis(), TimeUnit.MILLISECONDS, threads);
        return CompletableFuture.runAsync(() -> {}, later)
                .thenCompose(waited ->
                        Failsafe.with(again).with(threads).getAsync(() -> attempt(exchange, message, wanted, refusals)))
                .thenApply(answer -> {
                    if (!confirms(answer)) {
                        throw new GivenUpException(shown(answer));
                    }
                    return answer;
                });
    }

    private HttpAnswer attempt(
            Exchange exchange, Exchange.Sending message, BooleanSupplier wanted, AtomicInteger refusals)
            throws IOException, InterruptedException {
        if (!wanted.getAsBoolean()) {
            throw new GivenUpException(message.move().type() + ": not needed any more");
        }
        Optional<String> refused = reach.refuses(exchange.address());
        if (refused.isPresent()) {
            throw new GivenUpException("address " + Incoming.shown(exchange.address()) + ": " + refused.get());
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(address(exchange, message.move()))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(message.json()));
        participants.authorization(exchange.participant()).ifPresent(header -> request.header("Authorization", header));
        HttpAnswer answer = http.send(request.build());
        if (answer.status() / 100 == 4 && refusals.incrementAndGet() >= retry.refusals()) {
            throw new GivenUpException(shown(answer));
        }
        return answer;
    }

    private static URI address(Exchange exchange, Move move) {
        boolean begins = exchange.peerPid().isEmpty();
        String pid =
                URLEncoder.encode(exchange.peerPid(), StandardCharsets.UTF_8).replace("+", "%20");
        return URI.create(
                exchange.address() + "/" + exchange.kind().path() + "/" + (begins ? "" : pid + "/") + move.path());
    }

    private static boolean confirms(HttpAnswer answer) {
        return answer.status() / 100 == 2;
    }

    private static String shown(HttpAnswer answer) {
        return answer.uri() + ": status " + answer.status() + ", " + Incoming.shown(answer.text());
    }
}
