package io.tombolo.http.server;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;
import org.jspecify.annotations.Nullable;

/** One client of an {@link EventStream}: what waits for it, and how far it has been written. No thread waits for it. */
final class EventReader extends IteratingCallback {
    private final long since;
    private final int mostWaiting;
    private final Consumer<EventReader> gone;
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private boolean ending;
    private boolean ended;
    private @Nullable Response response;
    private @Nullable Callback whole;
    private @Nullable EndPoint connection;

    /**
     * @param since milliseconds since 1970, when it came
     * @param mostWaiting bytes that may wait for it
     * @param gone called once it is not served any more
     */
    EventReader(long since, int mostWaiting, Consumer<EventReader> gone) {
        this.since = since;
        this.mostWaiting = mostWaiting;
        this.gone = gone;
    }

    long since() {
        return since;
    }

    /** Puts a frame behind those that wait; false when that is too much. Written once {@link #begin} was called. */
    boolean offer(byte[] frame) {
        synchronized (this) {
            if (ending) {
                return true;
            }
            if (waitingBytes + frame.length > mostWaiting && waitingBytes > 0) {
                return false;
            }
            waiting.add(frame);
            waitingBytes += frame.length;
            if (response == null) {
                return true;
            }
        }
        iterate();
        return true;
    }

    /** Starts to write; the response's head is complete. */
    void begin(Request request, Response to, Callback callback) {
        synchronized (this) {
            response = to;
            whole = callback;
            connection = request.getConnectionMetaData().getConnection().getEndPoint();
        }
        iterate();
    }

    /** Ends the answer behind what waits. */
    void end() {
        synchronized (this) {
            ending = true;
            if (response == null) {
                return;
            }
        }
        iterate();
    }

    /** Cuts the client off: what it has not read yet is lost. */
    void cut() {
        EndPoint to;
        synchronized (this) {
            ending = true;
            waiting.clear();
            waitingBytes = 0;
            to = connection;
        }
        if (to != null) {
            to.close();
        }
    }

    @Override
    protected Action process() {
        Response to;
        byte[] frame;
        boolean last;
        synchronized (this) {
            if (ended) {
                return Action.SUCCEEDED;
            }
            frame = waiting.poll();
            last = frame == null && ending;
            if (response == null || (frame == null && !last)) {
                return Action.IDLE;
            }
            to = response;
            waitingBytes -= frame == null ? 0 : frame.length;
            ended = last;
        }
        to.write(last, frame == null ? ByteBuffer.allocate(0) : ByteBuffer.wrap(frame), this);
        return Action.SCHEDULED;
    }

    @Override
    protected void onCompleteSuccess() {
        gone.accept(this);
        if (whole != null) {
            whole.succeeded();
        }
    }

    @Override
    protected void onCompleteFailure(Throwable cause) {
        gone.accept(this);
        if (whole != null) {
            whole.failed(cause);
        }
    }
}
