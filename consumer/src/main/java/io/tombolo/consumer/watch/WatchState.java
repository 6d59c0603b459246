package io.tombolo.consumer.watch;

import io.tombolo.verification.stream.Finding;
import io.tombolo.verification.verdict.Level;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** How far a watch has come. Written by the thread that runs the watch, read by any thread. */
final class WatchState {
    private static final long NOTHING = -1;
    private static final int KEPT_FINDINGS = 1000;

    private final Map<Level, Long> reached = new ConcurrentHashMap<>();
    private final List<Finding> findings = new CopyOnWriteArrayList<>();
    private final ConcurrentSkipListMap<Long, Finding> refusedOffsets = new ConcurrentSkipListMap<>();
    private final boolean keepOffsets;
    private volatile int unsealed;
    private volatile Place place = new Place(0, 0, 0);
    private volatile SavedState remembered = SavedState.NONE;
    private final AtomicBoolean asked = new AtomicBoolean();

    /** @param keepOffsets whether somebody will ask {@link #refusalAt}, and {@link #forgetBelow} what it needs no more */
    WatchState(boolean keepOffsets) {
        this.keepOffsets = keepOffsets;
    }

    void reached(Level level, long lastOffset) {
        for (Level lower : Level.values()) {
            if (lower.compareTo(level) <= 0) {
                reached.merge(lower, lastOffset, Math::max);
            }
        }
    }

    void refused(Finding finding) {
        if (findings.size() < KEPT_FINDINGS) {
            findings.add(finding);
        }
        if (keepOffsets) {
            refusedOffsets.putIfAbsent(finding.offset(), finding);
        }
    }

    void unsealed(int count) {
        unsealed = count;
    }

    void at(Place other) {
        place = other;
    }

    void remember(SavedState saved) {
        remembered = saved;
    }

    /** What the group was last given to remember. */
    SavedState remembered() {
        return remembered;
    }

    /** Whether it is this call that has to ask about the place: false as long as an earlier one is not {@link #answered}. */
    boolean mayAsk() {
        return asked.compareAndSet(false, true);
    }

    void answered() {
        asked.set(false);
    }

    /** Up to where the partition was read. */
    Place place() {
        return place;
    }

    /** Up to which offset, inclusive, everything was compared with heads of this level; -1 for none. */
    long reached(Level level) {
        return reached.getOrDefault(level, NOTHING);
    }

    /** What is refused, the first thousand. */
    List<Finding> findings() {
        return findings;
    }

    @Nullable Finding refusalAt(long offset) {
        return refusedOffsets.get(offset);
    }

    void forgetBelow(long offset) {
        refusedOffsets.headMap(offset).clear();
    }

    /** How many records wait for a checkpoint. */
    int unsealed() {
        return unsealed;
    }
}
