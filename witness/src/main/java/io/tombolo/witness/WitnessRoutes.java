package io.tombolo.witness;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tombolo.http.server.ApiRequest;
import io.tombolo.http.server.ApiResponse;
import io.tombolo.http.server.Problem;
import io.tombolo.http.server.WebServer;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.checkpoint.Witness;
import io.tombolo.merkle.text.StrictText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The paths of C2SP tlog-witness, with one prefix for both of its interfaces: add-checkpoint, and what was cosigned. */
final class WitnessRoutes implements WebServer.Router {
    private static final Logger LOG = LoggerFactory.getLogger(WitnessRoutes.class);
    private static final Pattern COSIGNED = Pattern.compile("/([0-9a-f]{64})/checkpoint");
    private static final int MAX_BODY = 64 << 10;

    /** Of a refused checkpoint in a log line. */
    private static final int MAX_SHOWN = 2_000;

    private final Witness witness;
    private final CosignedHeads heads;
    private final MeterRegistry meters;

    WitnessRoutes(Witness witness, CosignedHeads heads, MeterRegistry meters) {
        this.witness = witness;
        this.heads = heads;
        this.meters = meters;
    }

    @Override
    public CompletionStage<ApiResponse> answer(ApiRequest request) {
        if (request.path().equals("/add-checkpoint")) {
            require(request, "POST");
            return request.body().read(MAX_BODY).thenApply(body -> {
                ApiResponse answer = addCheckpoint(body);
                Counter.builder("tombolo.witness.answers")
                        .description("requests for a cosignature that were answered")
                        .tag("status", String.valueOf(answer.status()))
                        .register(meters)
                        .increment();
                return answer;
            });
        }
        Matcher cosigned = COSIGNED.matcher(request.path());
        if (!cosigned.matches()) {
            throw new Problem.Refusal(Problem.of(404, "not-found", "no such path"));
        }
        require(request, "GET");
        return CompletableFuture.completedFuture(checkpoint(cosigned.group(1)));
    }

    private static void require(ApiRequest request, String method) {
        if (!request.method().equals(method)) {
            throw new Problem.Refusal(
                    Problem.of(405, "method", "method " + StrictText.shown(request.method()) + ", must be " + method));
        }
    }

    private ApiResponse addCheckpoint(ByteBuffer received) {
        byte[] bytes = new byte[received.remaining()];
        received.get(bytes);
        try {
            String body = StrictText.utf8(bytes);
            Witness.Answer answer = witness.addCheckpoint(body);
            if (answer instanceof Witness.Answer.Refused refused) {
                if (refused.status() == 422) {
                    warn(refused, body);
                }
                return problem(refused).document();
            }
            // The type of 409 is the protocol's own.
            String type = answer.status() == 409 ? "text/x.tlog.size" : "text/plain; charset=utf-8";
            return ApiResponse.of(answer.status(), type, answer.body().getBytes(StandardCharsets.UTF_8));
        } catch (MalformedException e) {
            return Problem.of(400, "bad-request", String.valueOf(e.getMessage()))
                    .document();
        } catch (ForwardClock.BehindException e) {
            LOG.atError().setCause(e).log("A checkpoint is not cosigned because the clock went back");
            return Problem.of(503, "clock-behind", String.valueOf(e.getMessage()))
                    .document();
        } catch (CosignedHeads.NotWrittenException e) {
            LOG.atError().setCause(e).log("A checkpoint is not cosigned because the state can't be written");
            return Problem.of(500, "not-written", "the witness can't write its state; its log has more")
                    .document();
        }
    }

    private static Problem problem(Witness.Answer.Refused refused) {
        String why = refused.why();
        return switch (refused.status()) {
            case 400 -> Problem.of(400, "bad-request", why);
            case 403 -> Problem.of(403, "forbidden", why);
            case 404 -> Problem.of(404, "unknown-log", why);
            case 422 -> Problem.of(422, "inconsistent", why);
            default -> throw new IllegalStateException("a witness refuses with " + refused);
        };
    }

    /** The log signed the checkpoint, so that it may prove that the log has two histories. */
    private static void warn(Witness.Answer.Refused refused, String body) {
        String note = body.substring(body.indexOf("\n\n") + 2);
        LOG.atWarn()
                .addKeyValue("reason", refused.why())
                .addKeyValue("checkpoint", note.substring(0, Math.min(MAX_SHOWN, note.length())))
                .log("A log's checkpoint does not follow from the one that was cosigned last");
    }

    private ApiResponse checkpoint(String hash) {
        try {
            return heads.checkpoint(hash)
                    .map(ApiResponse::text)
                    .orElseThrow(() -> new Problem.Refusal(
                            Problem.of(404, "unknown-log", "no checkpoint was cosigned of the log with this hash")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
