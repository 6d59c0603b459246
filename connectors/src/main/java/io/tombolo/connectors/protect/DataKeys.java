package io.tombolo.connectors.protect;

import io.tombolo.protect.DataKey;
import io.tombolo.protect.GroupKeys;
import io.tombolo.protect.Subject;
import io.tombolo.schemas.DatasetId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.connect.errors.DataException;

/** The data keys of subjects, as many of the last ones used as are kept. One thread. */
public final class DataKeys {

    /** A key and its name take about 300 bytes. */
    static final int KEPT = 10_000;

    private record Group(DatasetId dataset, String name) {}

    private record Whose(Group group, Subject subject) {}

    /** Where a group's keys come from, which are made at first sight. */
    @FunctionalInterface
    public interface Source {
        /**
         * A group's keys.
         *
         * @throws io.tombolo.protect.KeyException when they can't be had
         */
        GroupKeys keys(DatasetId dataset, String group);
    }

    private final Source source;
    private final Map<Group, GroupKeys> groups = new HashMap<>();
    private final Map<Whose, DataKey> known;

    /** Asks a source once for each group. */
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

    DataKey of(DatasetId dataset, String group, Subject subject) {
        Group which = new Group(dataset, group);
        Whose whose = new Whose(which, subject);
        DataKey key = known.get(whose);
        if (key == null) {
            GroupKeys keys = groups.computeIfAbsent(which, one -> source.keys(one.dataset(), one.name()));
            key = keys.key(keys.idOf(subject))
                    .orElseThrow(() -> new DataException("the key of its " + subject + " was erased"));
            known.put(whose, key);
        }
        return key;
    }

    int size() {
        return known.size();
    }
}
