package io.tombolo.anchoring.config;

import io.tombolo.schemas.registry.HttpRegistryClient;
import io.tombolo.schemas.registry.RegistryClient;
import io.tombolo.schemas.registry.RegistrySettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * All that the service can be told; {@code anchoring-defaults.yaml} beside this class explains every key.
 *
 * @param kafka settings for every Kafka client, untouched
 * @param registry settings of the registry client, with Confluent's keys
 * @param keysDir the organisations' log keys, for the service as a process of its own
 * @param ledger settings of the ledger adapter, which knows their meaning; for the service as a process of its own
 */
public record AnchoringConfig(
        String id,
        String instance,
        Path dataDir,
        Map<String, String> kafka,
        Map<String, String> registry,
        List<DatasetRule> datasets,
        long discoverMs,
        BackfillConfig backfill,
        AppendConfig append,
        SealConfig seal,
        AnchorConfig anchor,
        ReadyConfig ready,
        Path keysDir,
        Map<String, String> ledger,
        HttpConfig http) {

    public AnchoringConfig {
        Range.name("id", id);
        Range.name("instance", instance);
        Range.check("discoverMs", discoverMs, 100, 600_000);
        kafka = Map.copyOf(kafka);
        registry = Map.copyOf(registry);
        ledger = Map.copyOf(ledger);
        datasets = List.copyOf(datasets);
        if (datasets.isEmpty()) {
            throw new ConfigException("datasets: empty, at least one rule");
        }
    }

    /** A client of the registry; the caller closes it. */
    public RegistryClient registryClient() {
        try {
            return new HttpRegistryClient(RegistrySettings.from(registry));
        } catch (IllegalArgumentException e) {
            throw new ConfigException("registry: " + e.getMessage(), e);
        }
    }

    /** The commented defaults of the jar. */
    public static AnchoringConfig defaults() {
        return ConfigFile.defaults();
    }

    /** The operator's file laid over the defaults. */
    public static AnchoringConfig load(Path file) {
        return ConfigFile.load(file);
    }

    /**
     * Settings for a broker, a registry and the service in one JVM of about 1 GiB: small buffers, short intervals, an event
     * anchored within about two seconds.
     */
    public AnchoringConfig modest() {
        return edit().discoverMs(500)
                .append(new AppendConfig(1, 200, 2_000, 2_000, 1 << 20, 128 << 10, 5, 16 << 20, 0))
                .seal(new SealConfig(seal.leaves(), 500))
                .anchor(anchor.withPace(500, 600).withBackoffMs(5_000))
                .build();
    }

    /** A copy to change. */
    public AnchoringConfigEdit edit() {
        return new AnchoringConfigEdit(this);
    }

    public AnchoringConfig withId(String other) {
        return edit().id(other).build();
    }

    public AnchoringConfig withInstance(String other) {
        return edit().instance(other).build();
    }

    public AnchoringConfig withDataDir(Path other) {
        return edit().dataDir(other).build();
    }

    public AnchoringConfig withKafka(Map<String, String> other) {
        return edit().kafka(other).build();
    }

    public AnchoringConfig withRegistry(Map<String, String> other) {
        return edit().registry(other).build();
    }

    public AnchoringConfig withDatasets(List<DatasetRule> other) {
        return edit().datasets(other).build();
    }

    public AnchoringConfig withAppend(AppendConfig other) {
        return edit().append(other).build();
    }

    public AnchoringConfig withSeal(SealConfig other) {
        return edit().seal(other).build();
    }

    public AnchoringConfig withAnchor(AnchorConfig other) {
        return edit().anchor(other).build();
    }
}
