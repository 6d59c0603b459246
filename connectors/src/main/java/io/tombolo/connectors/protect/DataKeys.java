package io.tombolo.connectors.protect;

import io.tombolo.protect.DataKey;
import io.tombolo.protect.GroupKeys;
import io.tombolo.protect.Subject;
import io.tombolo.schemas.DatasetId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The data keys of subjects, as many of the last ones used as are kept. One thread. */
public final class DataKeys implements AutoCloseable {

    /** A key and its name take about 300 bytes. */
    static final int KEPT = 10_000;

    private record Group(DatasetId dataset, String name) {}

    private record Columns(Group group, Set<String> names) {}

    private record Whose(Group group, Subject subject) {}

    /** Where a group's keys come from, which are made at first sight. */
    @FunctionalInterface
    public interface Source extends AutoCloseable {
        /**
         * A group's keys.
         *
         * @param columns by which the writer that asks names subjects
         * @throws io.tombolo.protect.KeyException when they can't be had
         */
        GroupKeys keys(DatasetId dataset, String group, Set<String> columns);

        /**
         * The keys of all groups that a dataset has, by group.
         *
         * @throws io.tombolo.protect.KeyException when they can't be had
         */
        default Map<String, GroupKeys> all(DatasetId dataset) {
            return Map.of();
        }

        /** Another number than before when keys may have changed, so that those in memory are to be dropped. */
        default long changes() {
            return 0;
        }

        @Override
        default void close() {
            // nothing is open
        }
    }

    private final Source source;
    private final Map<Columns, GroupKeys> groups = new HashMap<>();
    private final Map<DatasetId, Map<String, GroupKeys>> datasets = new HashMap<>();
    private final Map<Whose, DataKey> known;
    private long changes;

    /** Asks a source once for each group, and again when its keys changed. Closes it with itself. */
    public DataKeys(Source source) {
        this(source, KEPT);
    }

    DataKeys(Source source, int kept) {
        this.source = source;
        this.known = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Whose, DataKey> eldest) {
                return size() > kept;
            }
        };
    }

    /** A subject's key; empty when it was erased, in this group or, before there was this one, in another of the dataset's. */
    Optional<DataKey> of(DatasetId dataset, String group, Subject subject) {
        long now = source.changes();
        if (now != changes) {
            groups.clear();
            datasets.clear();
            known.clear();
            changes = now;
        }
        Group which = new Group(dataset, group);
        Whose whose = new Whose(which, subject);
        @Nullable DataKey key = known.get(whose);
        if (key != null) {
            return Optional.of(key);
        }
        Set<String> columns = subject.values().keySet();
        GroupKeys keys =
                groups.computeIfAbsent(new Columns(which, columns), any -> source.keys(dataset, group, columns));
        Optional<DataKey> made = isErasedElsewhere(which, subject) ? Optional.empty() : keys.key(keys.idOf(subject));
        made.ifPresent(one -> known.put(whose, one));
        return made;
    }

    /** An erasure takes a subject's keys in all groups that there are then. */
    private boolean isErasedElsewhere(Group group, Subject subject) {
        return datasets.computeIfAbsent(group.dataset(), source::all).entrySet().stream()
                .filter(one -> !one.getKey().equals(group.name()))
                .map(Map.Entry::getValue)
                .filter(keys -> keys.columns().contains(subject.values().keySet()))
                .anyMatch(keys -> keys.key(keys.idOf(subject)).isEmpty());
    }

    int size() {
        return known.size();
    }

    @Override
    public void close() {
        source.close();
    }
}
