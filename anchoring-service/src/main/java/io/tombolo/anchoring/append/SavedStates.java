package io.tombolo.anchoring.append;

import io.tombolo.anchoring.kafka.CompactedTopic;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

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

    static String topic(String key) {
        return key.substring(0, key.lastIndexOf(' '));
    }

    static int partition(String key) {
        return Integer.parseInt(key.substring(key.lastIndexOf(' ') + 1));
    }

    /**
     * What is committed by now, by key, without waiting for transactions that a dead process left open: these are ended when the
     * first task begins.
     */
    synchronized SortedMap<String, byte[]> known() {
        topic.readWhatIsStable(this::keep);
        return read();
    }

    /** As {@link #known}, and waits for those transactions. */
    synchronized SortedMap<String, byte[]> all() {
        topic.readToEnd(this::keep);
        return read();
    }

    private SortedMap<String, byte[]> read() {
        SortedMap<String, byte[]> known = new TreeMap<>();
        unclaimed.forEach((partition, states) ->
                states.forEach((topicName, state) -> known.put(key(topicName, partition), state)));
        return known;
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
        int partition = partition(key);
        if (state == null) {
            unclaimed.computeIfAbsent(partition, p -> new HashMap<>()).remove(topic(key));
        } else if (!claimed.contains(partition)) {
            unclaimed.computeIfAbsent(partition, p -> new HashMap<>()).put(topic(key), state);
        }
    }

    @Override
    public synchronized void close() {
        topic.close();
    }
}
