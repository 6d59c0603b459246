package io.tombolo.schemas.opening;

import io.tombolo.protect.DataKeyId;
import io.tombolo.protect.Grant;
import io.tombolo.protect.KeyCache;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.registry.RegistrySettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a deserializer or converter is configured with to open protected fields.
 *
 * @param giver whose keys; empty for a reader without any
 * @param topics the datasets of topics whose names do not state them
 */
record OpenSettings(Optional<KeyCache.Giver> giver, Unreadable unreadable, Map<String, DatasetId> topics) {

    /** {@value}: grant files, with commas between them, or the address of the owner's read side. */
    static final String KEYS = "tombolo.keys";
    /** {@value}: null, bytes or refuse. */
    static final String UNREADABLE = "tombolo.unreadable";
    /** {@value}: the interceptor's; {@code topic=organisation/dataset} for a mirror. */
    static final String TOPICS = "tombolo.topics";

    OpenSettings {
        topics = Map.copyOf(topics);
    }

    /**
     * Empty when nothing is to be opened or replaced.
     *
     * @throws IllegalArgumentException when a setting can't be
     * @throws io.tombolo.protect.KeyException when a grant can't be used
     */
    static Optional<OpenSettings> of(RegistrySettings settings, Clock clock) {
        @Nullable String keys = settings.text(KEYS);
        @Nullable String unreadable = settings.text(UNREADABLE);
        if (keys == null && unreadable == null) {
            return Optional.empty();
        }
        return Optional.of(new OpenSettings(
                Optional.ofNullable(keys).map(text -> giver(text, settings, clock)),
                unreadable == null ? Unreadable.NULL : Unreadable.parse(unreadable),
                topics(settings.text(TOPICS))));
    }

    private static KeyCache.Giver giver(String keys, RegistrySettings settings, Clock clock) {
        if (keys.contains("://")) {
            return new OwnersKeys(URI.create(keys), settings);
        }
        Map<DatasetId, Grant> grants = new HashMap<>();
        for (String file : keys.split(",", -1)) {
            Grant grant = Grant.read(Path.of(file.strip()), clock);
            Grant other = grants.put(grant.dataset(), grant);
            if (other != null) {
                throw new IllegalArgumentException(KEYS + ": " + grant + " and " + other + " are for one dataset");
            }
        }
        return new KeyCache.Giver() {
            @Override
            public Map<String, KeyCache.Given> give(DatasetId dataset, Map<String, Set<DataKeyId>> wanted) {
                Grant grant = grants.get(dataset);
                return grant == null ? Map.of() : grant.give(dataset, wanted);
            }

            @Override
            public void forget(DatasetId dataset, Set<DataKeyId> ids) {
                grants.values().forEach(grant -> grant.forget(dataset, ids));
            }
        };
    }

    private static Map<String, DatasetId> topics(@Nullable String list) {
        Map<String, DatasetId> topics = new HashMap<>();
        for (String item : list == null ? new String[0] : list.split(",", -1)) {
            String[] sides = item.strip().split("=", 2);
            if (sides.length == 2) {
                topics.put(sides[0].strip(), DatasetId.parse(sides[1].strip()));
            }
        }
        return topics;
    }
}
