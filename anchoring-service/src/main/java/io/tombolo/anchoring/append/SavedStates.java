package io.tombolo.anchoring.append;

import io.tombolo.anchoring.state.CompactedTopic;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the state topic holds, shared by the tasks of this process: read once for all of them, and again from the start only for a
 * task that comes back. Safe for use by several threads.
 */
final class SavedStates implements StateSource, AutoCloseable {
    private final CompactedTopic topic;
    private final Map<Integer, Map<String, byte[]>> unclaimed = new HashMap<>();
    private final Set<Integer> claimed = new HashSet<>();

    SavedStates(CompactedTopic topic) {
        this.topic = topic;
    }

    /** Key of the state of one partition of a topic, which itself never holds a blank. */
    static String key(String topic, int partition) {
        return topic + " " + partition;
    }

    @Override
    public synchronized Map<String, byte[]> ofPartition(int partition) {
        if (claimed.contains(partition)) {
            topic.rewind();
            unclaimed.clear();
            claimed.clear();
        }
        topic.readToEnd(this::keep);
        claimed.add(partition);
        Map<String, byte[]> states = unclaimed.remove(partition);
        return states == null ? Map.of() : states;
    }

    private void keep(String key, byte[] state) {
        int blank = key.lastIndexOf(' ');
        int partition = Integer.parseInt(key.substring(blank + 1));
        if (state == null) {
            unclaimed.computeIfAbsent(partition, p -> new HashMap<>()).remove(key.substring(0, blank));
        } else if (!claimed.contains(partition)) {
            unclaimed.computeIfAbsent(partition, p -> new HashMap<>()).put(key.substring(0, blank), state);
        }
    }

    @Override
    public synchronized void close() {
        topic.close();
    }
}
