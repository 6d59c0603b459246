package io.tombolo.connectors.push;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.BufferUtil;

/** Receives a request's body up to a limit, without a thread that waits for it. */
final class BodyReader implements Runnable {

    private final Request request;
    private final int limit;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final Consumer<byte[]> whole;
    private final Consumer<Problem> refused;

    /**
     * Exactly one of the two hears how it ended.
     *
     * @param whole takes the body
     * @param refused takes the reason why there is none
     */
    BodyReader(Request request, int limit, Consumer<byte[]> whole, Consumer<Problem> refused) {
        this.request = request;
        this.limit = limit;
        this.whole = whole;
        this.refused = refused;
    }

    /** Takes what has arrived; is called again when there is more. */
    @Override
    public void run() {
        while (true) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                request.demand(this);
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                refused.accept(new Problem(
                        400,
                        "bad-request",
                        "Bad request",
                        "body",
                        "did not arrive whole",
                        "must be as long as it says"));
                return;
            }
            boolean fits = received.size() + chunk.remaining() <= limit;
            if (fits) {
                received.writeBytes(BufferUtil.toArray(chunk.getByteBuffer()));
            }
            boolean last = chunk.isLast();
            chunk.release();
            if (!fits) {
                refused.accept(Problem.tooLarge("body", "more", "limit " + limit + " bytes"));
                return;
            }
            if (last) {
                whole.accept(received.toByteArray());
                return;
            }
        }
    }
}
