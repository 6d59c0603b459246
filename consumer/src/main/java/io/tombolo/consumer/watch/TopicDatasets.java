package io.tombolo.consumer.watch;

import io.tombolo.schemas.DatasetId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which topics are verified, and which dataset each of them holds.
 *
 * @param all whether every topic is verified that no setting names: its name then says which dataset it holds
 * @param named topics by name, with their datasets
 */
public record TopicDatasets(boolean all, Map<String, Held> named) {
    /**
     * What a topic holds.
     *
     * @param mirror whether it is a copy whose own offsets mean nothing: the original ones are in its records' headers
     */
    public record Held(DatasetId dataset, boolean mirror) {}

    public TopicDatasets {
        named = Map.copyOf(named);
    }

    /** Every topic that is read, named {@code <organisation>.<dataset>}. */
    public static TopicDatasets byName() {
        return new TopicDatasets(true, Map.of());
    }

    /**
     * From text: topics with commas between them, and {@code topic=organisation/dataset} for a mirror. Other topics are passed on
     * unverified.
     *
     * @throws IllegalArgumentException when a name is not a dataset's
     */
    public static TopicDatasets parse(String list) {
        Map<String, Held> named = new LinkedHashMap<>();
        for (String item : list.split(",", -1)) {
            String[] sides = item.strip().split("=", 2);
            named.put(
                    sides[0].strip(),
                    sides.length == 1
                            ? new Held(DatasetId.fromTopic(sides[0].strip()), false)
                            : new Held(DatasetId.parse(sides[1].strip()), true));
        }
        return new TopicDatasets(false, named);
    }

    /** The same, and one topic more: a mirror of a dataset, whose records carry their original offsets in a header. */
    public TopicDatasets withMirror(String topic, DatasetId dataset) {
        Map<String, Held> more = new LinkedHashMap<>(named);
        more.put(topic, new Held(dataset, true));
        return new TopicDatasets(all, more);
    }

    /**
     * What a topic holds; empty for one that is not verified.
     *
     * @throws IllegalArgumentException when all topics are verified and this one's name is not a dataset's
     */
    public Optional<Held> of(String topic) {
        Held held = named.get(topic);
        if (held != null || !all) {
            return Optional.ofNullable(held);
        }
        return Optional.of(new Held(DatasetId.fromTopic(topic), false));
    }
}
