package io.tombolo.connect;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.ConfigData;
import org.apache.kafka.common.config.provider.ConfigProvider;

/**
 * Where the files of this worker are, for connectors that are configured elsewhere: {@code ${tombolo:keyset}} is the path of the keyset of
 * protected fields, {@code ${tombolo:kafka}} that of the worker's Kafka settings.
 */
public final class OwnFiles implements ConfigProvider {

    static final String KEYSET = "keyset";
    static final String KAFKA = "kafka";

    private Map<String, String> files = Map.of();

    @Override
    public void configure(Map<String, ?> settings) {
        Map<String, String> known = new HashMap<>();
        for (String name : Set.of(KEYSET, KAFKA)) {
            Object path = settings.get(name);
            if (path != null) {
                known.put(name, path.toString());
            }
        }
        files = Map.copyOf(known);
    }

    @Override
    public ConfigData get(String path) {
        return new ConfigData(files);
    }

    @Override
    public ConfigData get(String path, Set<String> keys) {
        Map<String, String> found = new HashMap<>(files);
        found.keySet().retainAll(keys);
        return new ConfigData(found);
    }

    @Override
    public void close() {
        // nothing is open
    }
}
