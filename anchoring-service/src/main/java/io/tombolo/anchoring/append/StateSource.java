package io.tombolo.anchoring.append;

import java.util.Map;

/** Where a task finds what it saved, by topic, when it starts. */
@FunctionalInterface
interface StateSource {
    /** The saved state of this partition of every topic, committed before the call. */
    Map<String, byte[]> ofPartition(int partition);
}
