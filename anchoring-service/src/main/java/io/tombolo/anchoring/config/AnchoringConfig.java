package io.tombolo.anchoring.config;

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
        AppendConfig append,
        SealConfig seal,
        AnchorConfig anchor,
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
                new AppendConfig(1, 200, 2_000, 2_000, 1 << 20, 128 << 10, 5, 16 << 20, 0),
                new SealConfig(seal.leaves(), 500),
                new AnchorConfig(anchor.enabled(), 500, anchor.heads(), 5_000),
                keysDir,
                ledger,
                http);
    }

    public AnchoringConfig withId(String other) {
        return new AnchoringConfig(
                other,
                instance,
                dataDir,
                kafka,
                registry,
                datasets,
                discoverMs,
                append,
                seal,
                anchor,
                keysDir,
                ledger,
                http);
    }

    public AnchoringConfig withDataDir(Path other) {
        return new AnchoringConfig(
                id,
                instance,
                other,
                kafka,
                registry,
                datasets,
                discoverMs,
                append,
                seal,
                anchor,
                keysDir,
                ledger,
                http);
    }

    public AnchoringConfig withKafka(Map<String, String> other) {
        return new AnchoringConfig(
                id,
                instance,
                dataDir,
                other,
                registry,
                datasets,
                discoverMs,
                append,
                seal,
                anchor,
                keysDir,
                ledger,
                http);
    }

    public AnchoringConfig withRegistry(Map<String, String> other) {
        return new AnchoringConfig(
                id, instance, dataDir, kafka, other, datasets, discoverMs, append, seal, anchor, keysDir, ledger, http);
    }

    public AnchoringConfig withInstance(String other) {
        return new AnchoringConfig(
                id, other, dataDir, kafka, registry, datasets, discoverMs, append, seal, anchor, keysDir, ledger, http);
    }

    public AnchoringConfig withDatasets(List<DatasetRule> other) {
        return new AnchoringConfig(
                id, instance, dataDir, kafka, registry, other, discoverMs, append, seal, anchor, keysDir, ledger, http);
    }

    public AnchoringConfig withAppend(AppendConfig other) {
        return new AnchoringConfig(
                id,
                instance,
                dataDir,
                kafka,
                registry,
                datasets,
                discoverMs,
                other,
                seal,
                anchor,
                keysDir,
                ledger,
                http);
    }

    public AnchoringConfig withSeal(SealConfig other) {
        return new AnchoringConfig(
                id,
                instance,
                dataDir,
                kafka,
                registry,
                datasets,
                discoverMs,
                append,
                other,
                anchor,
                keysDir,
                ledger,
                http);
    }

    public AnchoringConfig withAnchor(AnchorConfig other) {
        return new AnchoringConfig(
                id,
                instance,
                dataDir,
                kafka,
                registry,
                datasets,
                discoverMs,
                append,
                seal,
                other,
                keysDir,
                ledger,
                http);
    }
}
