package io.tombolo.http.server;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.BufferUtil;

/** Collects a request's body up to a limit without a thread that waits for it: a slow sender costs memory for what it sent only. */
final class BodyCollector implements ApiRequest.Body {
    /** What is dropped of a body beyond its limit: many clients read an answer only once they have sent their request. */
    private static final long DROPPED = 64 << 20;

    private final Request request;
    private final ByteArrayOutputStream collected = new ByteArrayOutputStream();
    private final CompletableFuture<ByteBuffer> whole = new CompletableFuture<>();
    private int limit;
    private long received;
    private volatile boolean ended;

    BodyCollector(Request request) {
        this.request = request;
    }

    @Override
    public long length() {
        return request.getLength();
    }

    /** Whether nothing of it is left that could be taken for the next request. */
    boolean ended() {
        return ended;
    }

    @Override
    public CompletableFuture<ByteBuffer> read(int most) {
        limit = most;
        if (length() > limit + DROPPED) {
            refuse(413, "too-large", "the limit is " + limit + " bytes");
        } else {
            take();
        }
        return whole;
    }

    /** Takes what has arrived; is called again when there is more. */
    private void take() {
        while (true) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                request.demand(this::take);
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                refuse(400, "bad-request", "the body did not arrive whole");
                return;
            }
            received += chunk.remaining();
            if (received <= limit) {
                collected.writeBytes(BufferUtil.toArray(chunk.getByteBuffer()));
            }
            ended = chunk.isLast();
            chunk.release();
            if (ended && received <= limit) {
                whole.complete(ByteBuffer.wrap(collected.toByteArray()));
                return;
            }
            if (ended || received > limit + DROPPED) {
                refuse(413, "too-large", "the limit is " + limit + " bytes");
                return;
            }
        }
    }

    private void refuse(int status, String kind, String detail) {
        whole.completeExceptionally(new Problem.Refusal(Problem.of(status, kind, "body: " + detail)));
    }
}
