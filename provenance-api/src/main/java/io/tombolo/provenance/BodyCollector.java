package io.tombolo.provenance;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.BufferUtil;

/** Collects a request's body up to a limit without a thread that waits for it: a slow sender costs memory for what it sent only. */
final class BodyCollector implements Runnable {
    /** How it ended. */
    sealed interface Body {
        record Whole(ByteBuffer bytes) implements Body {}

        record TooLarge() implements Body {}

        record Broken() implements Body {}
    }

    private final Request request;
    private final int limit;
    private final Consumer<Body> whenDone;
    private final ByteArrayOutputStream collected = new ByteArrayOutputStream();

    BodyCollector(Request request, int limit, Consumer<Body> whenDone) {
        this.request = request;
        this.limit = limit;
        this.whenDone = whenDone;
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
                whenDone.accept(new Body.Broken());
                return;
            }
            boolean fits = collected.size() + chunk.remaining() <= limit;
            if (fits) {
                collected.writeBytes(BufferUtil.toArray(chunk.getByteBuffer()));
            }
            boolean last = chunk.isLast();
            chunk.release();
            if (!fits) {
                whenDone.accept(new Body.TooLarge());
                return;
            }
            if (last) {
                whenDone.accept(new Body.Whole(ByteBuffer.wrap(collected.toByteArray())));
                return;
            }
        }
    }
}
