package io.tombolo.anchoring.config;

import io.tombolo.config.ConfigFile;
import io.tombolo.config.ConfigFile.ConfigException;
import io.tombolo.config.ConfigFile.Listener;
import io.tombolo.ledger.wire.LedgerLimits;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.registry.HttpRegistryClient;
import io.tombolo.schemas.registry.RegistryClient;
import io.tombolo.schemas.registry.RegistrySettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * All settings of the service; {@code anchoring-defaults.yaml} beside this class explains every key.
 *
 * @param kafka settings for every Kafka client, untouched
 * @param registry settings of the registry client, with Confluent's keys
 * @param keysDir the organisations' log keys, for the service as a process of its own
 * @param ledger settings of the ledger adapter, which knows their meaning; for the service as a process of its own
 * @param furtherLedgers are given the heads of all organisations too, beside the ledger; each with settings as {@code ledger} has
 * @param witnesses are asked to cosign what is sealed, beside the ledger
 * @param timestamps authorities that are asked to time-stamp what is sealed, beside the ledger
 */
public record AnchoringConfig(
        String id,
        String instance,
        Path dataDir,
        Map<String, String> kafka,
        Map<String, String> registry,
        List<DatasetRule> datasets,
        long discoverMs,
        Backfill backfill,
        Append append,
        Seal seal,
        Anchor anchor,
        Ready ready,
        Path keysDir,
        Map<String, String> ledger,
        List<Map<String, String>> furtherLedgers,
        List<WitnessAddress> witnesses,
        List<TimestampAuthority> timestamps,
        Listener http) {
    /** {@code anchoring-defaults.yaml}, and the operator's file over it. */
    public static final ConfigFile<AnchoringConfig> FILE = new ConfigFile<>(
            AnchoringConfig.class,
            "anchoring-defaults.yaml",
            Map.of("datasets", DatasetRule.DEFAULTS, "timestamps", TimestampAuthority.DEFAULTS));

    public AnchoringConfig {
        ConfigFile.checkName("id", id);
        ConfigFile.checkName("instance", instance);
        ConfigFile.check("discoverMs", discoverMs, 100, 600_000);
        kafka = Map.copyOf(kafka);
        registry = Map.copyOf(registry);
        ledger = Map.copyOf(ledger);
        furtherLedgers = furtherLedgers.stream().map(Map::copyOf).toList();
        witnesses = List.copyOf(witnesses);
        timestamps = List.copyOf(timestamps);
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

    /**
     * Settings for a broker, a registry and the service in one JVM of about 1 GiB: small buffers, short intervals, an event
     * anchored within about two seconds.
     */
    public AnchoringConfig modest() {
        return edit().discoverMs(500)
                .append(new Append(1, 200, 2_000, 2_000, 1 << 20, 128 << 10, 5, 16 << 20, 0))
                .seal(new Seal(seal.leaves(), 500))
                .anchor(anchor.withPace(500, 600).withBackoffMs(5_000))
                .build();
    }

    /** A copy to change. */
    AnchoringConfigEdit edit() {
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

    public AnchoringConfig withBackfill(Backfill other) {
        return edit().backfill(other).build();
    }

    public AnchoringConfig withAppend(Append other) {
        return edit().append(other).build();
    }

    public AnchoringConfig withSeal(Seal other) {
        return edit().seal(other).build();
    }

    public AnchoringConfig withAnchor(Anchor other) {
        return edit().anchor(other).build();
    }

    public AnchoringConfig withReady(Ready other) {
        return edit().ready(other).build();
    }

    public AnchoringConfig withHttp(Listener other) {
        return edit().http(other).build();
    }

    /**
     * A witness (C2SP tlog-witness).
     *
     * @param url what precedes {@code /add-checkpoint}
     * @param key its key in text form (vkey)
     */
    public record WitnessAddress(String url, String key) {}

    /**
     * A time-stamping authority (RFC 3161).
     *
     * @param name what follows {@code rfc3161:} in anchors and policies
     * @param urls of one authority; the next one is asked when one gives no time-stamp
     * @param roots PEM file of the certificates under which its own is
     * @param requestsPerDay what its operator allows; spread over the day
     */
    public record TimestampAuthority(String name, List<String> urls, Path roots, int requestsPerDay) {
        static final Map<String, Object> DEFAULTS = Map.of("requestsPerDay", 1_000);

        public TimestampAuthority {
            ConfigFile.checkName("timestamps.name", name);
            ConfigFile.check("timestamps.requestsPerDay", requestsPerDay, 1, 10_000_000);
            urls = List.copyOf(urls);
            if (urls.isEmpty()) {
                throw new ConfigException("timestamps.urls: empty, at least one");
            }
        }
    }

    /**
     * How often, how many heads at once and in how many transactions anchors go to a ledger; times in ms.
     *
     * @param transactionsPerMinute budget of each ledger that {@code ledgers} doesn't name
     * @param heads at most so many in one transaction
     * @param bytes at most so many of heads in one transaction, as the ledger's argument
     * @param ledgers paces of single ledgers, by their names as anchors carry them, for example {@code fabric:tombolo/anchors}
     */
    public record Anchor(
            boolean enabled,
            long intervalMs,
            int transactionsPerMinute,
            int heads,
            int bytes,
            long backoffMs,
            Map<String, Pace> ledgers) {

        public Anchor {
            Pace.check("anchor", intervalMs, transactionsPerMinute);
            ConfigFile.check("anchor.heads", heads, 1, LedgerLimits.MAX_HEADS);
            ConfigFile.check("anchor.bytes", bytes, LedgerLimits.MAX_HEAD_BYTES, LedgerLimits.MAX_ARGUMENT_BYTES);
            ConfigFile.check("anchor.backoffMs", backoffMs, 200, 3_600_000);
            ledgers = Map.copyOf(ledgers);
            ledgers.forEach((ledger, pace) ->
                    Pace.check("anchor.ledgers." + ledger, pace.intervalMs(), pace.transactionsPerMinute()));
        }

        /** The pace of the ledger with this name. */
        public Pace paceOf(String ledger) {
            return ledgers.getOrDefault(ledger, new Pace(intervalMs, transactionsPerMinute));
        }

        public Anchor withEnabled(boolean other) {
            return new Anchor(other, intervalMs, transactionsPerMinute, heads, bytes, backoffMs, ledgers);
        }

        public Anchor withPace(long otherIntervalMs, int otherTransactionsPerMinute) {
            return new Anchor(enabled, otherIntervalMs, otherTransactionsPerMinute, heads, bytes, backoffMs, ledgers);
        }

        public Anchor withLimits(int otherHeads, int otherBytes) {
            return new Anchor(enabled, intervalMs, transactionsPerMinute, otherHeads, otherBytes, backoffMs, ledgers);
        }

        public Anchor withBackoffMs(long other) {
            return new Anchor(enabled, intervalMs, transactionsPerMinute, heads, bytes, other, ledgers);
        }

        public Anchor withLedgers(Map<String, Pace> other) {
            return new Anchor(enabled, intervalMs, transactionsPerMinute, heads, bytes, backoffMs, other);
        }

        /**
         * How often one ledger is given new heads.
         *
         * @param intervalMs time between transactions while the budget lasts, in ms
         * @param transactionsPerMinute what may be spent on average, registrations included; one interval's share may go at once
         */
        public record Pace(long intervalMs, int transactionsPerMinute) {
            static void check(String key, long intervalMs, int transactionsPerMinute) {
                ConfigFile.check(key + ".intervalMs", intervalMs, 200, 86_400_000);
                ConfigFile.check(key + ".transactionsPerMinute", transactionsPerMinute, 1, 100_000);
            }
        }
    }

    /** How records are read and their leaves written; times in ms, sizes in bytes. */
    public record Append(
            int threads,
            long commitMs,
            int pollRecords,
            int bufferedRecords,
            int fetchBytes,
            int batchBytes,
            int lingerMs,
            long bufferMemoryBytes,
            int hashingThreads) {
        public Append {
            ConfigFile.check("append.threads", threads, 1, 256);
            ConfigFile.check("append.commitMs", commitMs, 10, 60_000);
            ConfigFile.check("append.pollRecords", pollRecords, 1, 1_000_000);
            ConfigFile.check("append.bufferedRecords", bufferedRecords, 1, 1_000_000);
            ConfigFile.check("append.fetchBytes", fetchBytes, 1 << 10, 1 << 30);
            ConfigFile.check("append.batchBytes", batchBytes, 1 << 10, 1 << 28);
            ConfigFile.check("append.lingerMs", lingerMs, 0, 10_000);
            ConfigFile.check("append.bufferMemoryBytes", bufferMemoryBytes, 1 << 20, 1L << 40);
            ConfigFile.check("append.hashingThreads", hashingThreads, 0, 256);
        }
    }

    /**
     * How fast old records are taken in.
     *
     * @param recordsPerSecond at most so many by this process; 0: as fast as it can
     * @param olderThanMs a record counts as old when its timestamp lies so far back, in ms
     */
    public record Backfill(int recordsPerSecond, long olderThanMs) {
        public Backfill {
            ConfigFile.check("backfill.recordsPerSecond", recordsPerSecond, 0, 100_000_000);
            ConfigFile.check("backfill.olderThanMs", olderThanMs, 0, 3_155_760_000_000L);
        }
    }

    /** How long the broker or a ledger may be away before the service calls itself not ready, in ms. */
    public record Ready(long kafkaAwayMs, long ledgerAwayMs) {
        public Ready {
            ConfigFile.check("ready.kafkaAwayMs", kafkaAwayMs, 2_000, 86_400_000);
            ConfigFile.check("ready.ledgerAwayMs", ledgerAwayMs, 1_000, 31_557_600_000L);
        }
    }

    /** When a batch is sealed: after {@code leaves}, or when its first leaf is {@code ageMs} old. */
    public record Seal(int leaves, long ageMs) {
        public Seal {
            ConfigFile.check("seal.leaves", leaves, 1, 100_000_000);
            ConfigFile.check("seal.ageMs", ageMs, 10, 86_400_000);
        }
    }

    /**
     * Which topics are datasets, and of which form.
     *
     * @param topics regular expression over the whole topic name; named groups {@code organisation} and {@code dataset}, unless fixed
     * @param organisation fixed organisation, or empty
     * @param dataset fixed dataset name, or empty
     * @param key {@code avro} for registry-framed keys, or {@code raw}
     * @param value as {@code key}
     * @param sealLeaves leaves per batch; 0 as for all
     * @param sealAgeMs age of a batch in ms; 0 as for all
     */
    public record DatasetRule(
            String topics,
            String organisation,
            String dataset,
            String key,
            String value,
            int sealLeaves,
            long sealAgeMs) {

        static final Map<String, Object> DEFAULTS = Map.of(
                "organisation", "", "dataset", "", "key", "avro", "value", "avro", "sealLeaves", 0, "sealAgeMs", 0);

        public DatasetRule {
            try {
                Pattern.compile(topics);
            } catch (PatternSyntaxException e) {
                throw new ConfigException("datasets.topics: '" + topics + "' is not a regular expression", e);
            }
            name("organisation", organisation, topics);
            name("dataset", dataset, topics);
            part("datasets.key", key);
            part("datasets.value", value);
            ConfigFile.check("datasets.sealLeaves", sealLeaves, 0, 100_000_000);
            ConfigFile.check("datasets.sealAgeMs", sealAgeMs, 0, 86_400_000);
        }

        /** Topics that match are datasets of registry-framed Avro, named by the expression's groups. */
        public static DatasetRule avro(String topics) {
            return new DatasetRule(topics, "", "", "avro", "avro", 0, 0);
        }

        /** Topics that match are datasets of raw bytes, named by the expression's groups. */
        public static DatasetRule raw(String topics) {
            return new DatasetRule(topics, "", "", "raw", "raw", 0, 0);
        }

        /** Each name is fixed, or comes out of the topic's. */
        private static void name(String which, String fixed, String topics) {
            if (fixed.isEmpty()) {
                if (!topics.contains("(?<" + which + ">")) {
                    throw new ConfigException("datasets." + which + ": missing, and '" + topics + "' has no group (?<"
                            + which + ">...) to take it from the topic's name");
                }
                return;
            }
            try {
                var unused =
                        which.equals("dataset") ? new DatasetId("any.example", fixed) : new DatasetId(fixed, "any");
            } catch (IllegalArgumentException e) {
                throw new ConfigException("datasets: " + e.getMessage(), e);
            }
        }

        private static void part(String name, String format) {
            if (!format.equals("avro") && !format.equals("raw")) {
                throw new ConfigException(name + ": '" + format + "', must be avro or raw");
            }
        }
    }
}
