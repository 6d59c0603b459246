package io.tombolo.anchoring.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * All that the service can be told; {@code anchoring-defaults.yaml} beside this class explains every key.
 *
 * @param kafka settings for every Kafka client, untouched
 * @param registry settings of the registry client, with Confluent's keys
 */
public record AnchoringConfig(
        String id,
        String instance,
        Path dataDir,
        Map<String, String> kafka,
        Map<String, String> registry,
        List<DatasetRule> datasets,
        long discoverMs,
        AppendConfig append,
        SealConfig seal,
        AnchorConfig anchor) {

    public AnchoringConfig {
        Range.name("id", id);
        Range.name("instance", instance);
        Range.check("discoverMs", discoverMs, 100, 600_000);
        kafka = Map.copyOf(kafka);
        registry = Map.copyOf(registry);
        datasets = List.copyOf(datasets);
        if (datasets.isEmpty()) {
            throw new ConfigException("datasets: empty, at least one rule");
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
        return new AnchoringConfig(
                id,
                instance,
                dataDir,
                kafka,
                registry,
                datasets,
                500,
                new AppendConfig(1, 200, 2_000, 2_000, 1 << 20, 128 << 10, 5, 16 << 20),
                new SealConfig(seal.leaves(), 500),
                new AnchorConfig(anchor.enabled(), 500, anchor.heads(), 5_000));
    }

    public AnchoringConfig withDataDir(Path other) {
        return new AnchoringConfig(id, instance, other, kafka, registry, datasets, discoverMs, append, seal, anchor);
    }

    public AnchoringConfig withKafka(Map<String, String> other) {
        return new AnchoringConfig(id, instance, dataDir, other, registry, datasets, discoverMs, append, seal, anchor);
    }

    public AnchoringConfig withRegistry(Map<String, String> other) {
        return new AnchoringConfig(id, instance, dataDir, kafka, other, datasets, discoverMs, append, seal, anchor);
    }

    public AnchoringConfig withInstance(String other) {
        return new AnchoringConfig(id, other, dataDir, kafka, registry, datasets, discoverMs, append, seal, anchor);
    }

    public AnchoringConfig withDatasets(List<DatasetRule> other) {
        return new AnchoringConfig(id, instance, dataDir, kafka, registry, other, discoverMs, append, seal, anchor);
    }

    public AnchoringConfig withAppend(AppendConfig other) {
        return new AnchoringConfig(id, instance, dataDir, kafka, registry, datasets, discoverMs, other, seal, anchor);
    }

    public AnchoringConfig withSeal(SealConfig other) {
        return new AnchoringConfig(id, instance, dataDir, kafka, registry, datasets, discoverMs, append, other, anchor);
    }

    public AnchoringConfig withAnchor(AnchorConfig other) {
        return new AnchoringConfig(id, instance, dataDir, kafka, registry, datasets, discoverMs, append, seal, other);
    }
}
