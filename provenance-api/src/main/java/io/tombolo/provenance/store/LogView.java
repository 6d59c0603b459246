package io.tombolo.provenance.store;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What may be served of one log: all of it is on disk and hangs together. A snapshot; the next commit makes a new one.
 *
 * @param size leaves below the newest checkpoint whose tree was recomputed here; 0 before the first
 * @param entries entries held, {@code size} and what is not sealed yet
 * @param checkpoint the newest checkpoint, null before the first
 * @param checkpoints how many are held
 * @param anchors per ledger, how many are held and the newest
 */
public record LogView(
        long size,
        long entries,
        @Nullable HeldCheckpoint checkpoint,
        long checkpoints,
        Map<String, Anchors> anchors,
        List<Fault> faults) {
    public LogView {
        anchors = Map.copyOf(anchors);
        faults = List.copyOf(faults);
    }

    /** Number of anchors on one ledger, and the newest of them. */
    public record Anchors(long count, HeldAnchor newest) {}

    /** Leaves below the newest anchor of any ledger. */
    public long anchoredSize() {
        return anchors.values().stream().mapToLong(a -> a.newest().size()).max().orElse(0);
    }
}
