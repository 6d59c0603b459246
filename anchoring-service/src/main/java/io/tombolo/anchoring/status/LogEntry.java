package io.tombolo.anchoring.status;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One log as stream thread and anchorer each report it. Guarded by itself. */
final class LogEntry {
    private StatusBoard.@Nullable LogProgress progress;
    private long appended;
    private long sealed;
    private long anchored;
    private long anchors;
    private boolean setAside;
    private @Nullable String error;

    /** Returns by how many leaves the log has grown. */
    synchronized long append(StatusBoard.LogProgress now) {
        long grown = Math.max(0, now.appended() - appended);
        progress = now;
        appended = Math.max(appended, now.appended());
        sealed = Math.max(sealed, now.sealed());
        return grown;
    }

    synchronized void anchor(long size, int more) {
        anchored = Math.max(anchored, size);
        anchors += more;
        if (!setAside) {
            error = null;
        }
    }

    synchronized void fail(String why, boolean forGood) {
        error = why;
        setAside |= forGood;
    }

    synchronized void retry() {
        setAside = false;
        error = null;
    }

    /** Empty until a stream thread of this process has reported on it. */
    synchronized Optional<AnchoringStatus.Log> read(String origin) {
        StatusBoard.LogProgress now = progress;
        return now == null
                ? Optional.empty()
                : Optional.of(new AnchoringStatus.Log(
                        now.dataset(),
                        origin,
                        now.topic(),
                        now.partition(),
                        appended,
                        sealed,
                        anchored,
                        now.batchOpenedAt(),
                        now.stateBytes(),
                        anchors,
                        setAside,
                        error));
    }
}
