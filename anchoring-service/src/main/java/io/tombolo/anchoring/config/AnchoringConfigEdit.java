package io.tombolo.anchoring.config;

import io.tombolo.config.ConfigFile.Listener;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A configuration being changed; checked as a whole by {@link #build()}. For one thread. */
final class AnchoringConfigEdit {
    private String id;
    private String instance;
    private Path dataDir;
    private Map<String, String> kafka;
    private Map<String, String> registry;
    private List<AnchoringConfig.DatasetRule> datasets;
    private long discoverMs;
    private AnchoringConfig.Backfill backfill;
    private AnchoringConfig.Append append;
    private AnchoringConfig.Seal seal;
    private AnchoringConfig.Anchor anchor;
    private AnchoringConfig.Ready ready;
    private final Path keysDir;
    private final Map<String, String> ledger;
    private final List<Map<String, String>> furtherLedgers;
    private final List<AnchoringConfig.WitnessAddress> witnesses;
    private final List<AnchoringConfig.TimestampAuthority> timestamps;
    private Listener http;

    AnchoringConfigEdit(AnchoringConfig from) {
        id = from.id();
        instance = from.instance();
        dataDir = from.dataDir();
        kafka = from.kafka();
        registry = from.registry();
        datasets = from.datasets();
        discoverMs = from.discoverMs();
        backfill = from.backfill();
        append = from.append();
        seal = from.seal();
        anchor = from.anchor();
        ready = from.ready();
        keysDir = from.keysDir();
        ledger = from.ledger();
        furtherLedgers = from.furtherLedgers();
        witnesses = from.witnesses();
        timestamps = from.timestamps();
        http = from.http();
    }

    AnchoringConfigEdit id(String other) {
        id = other;
        return this;
    }

    AnchoringConfigEdit instance(String other) {
        instance = other;
        return this;
    }

    AnchoringConfigEdit dataDir(Path other) {
        dataDir = other;
        return this;
    }

    AnchoringConfigEdit kafka(Map<String, String> other) {
        kafka = other;
        return this;
    }

    AnchoringConfigEdit registry(Map<String, String> other) {
        registry = other;
        return this;
    }

    AnchoringConfigEdit datasets(List<AnchoringConfig.DatasetRule> other) {
        datasets = other;
        return this;
    }

    AnchoringConfigEdit discoverMs(long other) {
        discoverMs = other;
        return this;
    }

    AnchoringConfigEdit backfill(AnchoringConfig.Backfill other) {
        backfill = other;
        return this;
    }

    AnchoringConfigEdit append(AnchoringConfig.Append other) {
        append = other;
        return this;
    }

    AnchoringConfigEdit seal(AnchoringConfig.Seal other) {
        seal = other;
        return this;
    }

    AnchoringConfigEdit anchor(AnchoringConfig.Anchor other) {
        anchor = other;
        return this;
    }

    AnchoringConfigEdit ready(AnchoringConfig.Ready other) {
        ready = other;
        return this;
    }

    AnchoringConfigEdit http(Listener other) {
        http = other;
        return this;
    }

    /** The changed configuration. */
    AnchoringConfig build() {
        return new AnchoringConfig(
                id,
                instance,
                dataDir,
                kafka,
                registry,
                datasets,
                discoverMs,
                backfill,
                append,
                seal,
                anchor,
                ready,
                keysDir,
                ledger,
                furtherLedgers,
                witnesses,
                timestamps,
                http);
    }
}
