package io.tombolo.anchoring.append;

import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.anchoring.dataset.DatasetRules;
import io.tombolo.anchoring.dataset.SourceTopics;
import io.tombolo.anchoring.kafka.Clients;
import io.tombolo.anchoring.kafka.CompactedTopic;
import io.tombolo.anchoring.kafka.OwnRecords;
import io.tombolo.anchoring.kafka.OwnTopics;
import io.tombolo.anchoring.leaf.HashingThreads;
import io.tombolo.anchoring.probe.Probe;
import io.tombolo.anchoring.seal.LogKeys;
import io.tombolo.anchoring.status.StatusBoard;
import io.tombolo.anchoring.streams.StreamsTask;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.commit.SchemaHashes;
import io.tombolo.schemas.contract.RejectedInput;
import io.tombolo.schemas.contract.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the topology, and starts a stream thread again that died of its surroundings. */
public final class AppendService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AppendService.class);
    /** Thousands of partitions make many metrics to look through. */
    private static final long LAG_FRESH_NANOS = 2_000_000_000L;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final KafkaStreams streams;
    private final Admin admin;
    private final SavedStates states;
    private final HashingThreads hashing;
    private final AtomicLong changed;

    private long lag = -1;
    private long lagReadAt = System.nanoTime() - LAG_FRESH_NANOS;

    private AppendService(
            KafkaStreams streams, Admin admin, SavedStates states, HashingThreads hashing, AtomicLong changed) {
        this.streams = streams;
        this.admin = admin;
        this.states = states;
        this.hashing = hashing;
        this.changed = changed;
    }

    /** Starts reading; returns before the first record is read. */
    public static AppendService start(
            AnchoringConfig config,
            LogKeys keys,
            SchemaHashes schemas,
            OwnRecords records,
            StatusBoard status,
            Probe probe) {
        Deque<AutoCloseable> opened = new ArrayDeque<>();
        try {
            return start(config, keys, schemas, records, status, probe, opened);
        } catch (RuntimeException | Error e) {
            Clients.close(opened);
            throw e;
        }
    }

    private static AppendService start(
            AnchoringConfig config,
            LogKeys keys,
            SchemaHashes schemas,
            OwnRecords records,
            StatusBoard status,
            Probe probe,
            Deque<AutoCloseable> opened) {
        Admin admin = keep(opened, Admin.create(Clients.admin(config)));
        SavedStates states = keep(opened, states(config));
        SourceTopics topics = SourceTopics.of(admin, config);
        RenamedTopics renamed = new RenamedTopics(new DatasetRules(config.datasets(), config.seal()), topics, status);
        SortedMap<String, byte[]> known = states.known();
        requireKeys(known, keys);
        renamed.check(known, Instant.now());
        tell(config, records, renamed.said());
        HashingThreads hashing =
                keep(opened, new HashingThreads(config.append().hashingThreads(), schemas, status, probe));
        AppendParts parts = new AppendParts(
                new DatasetRules(config.datasets(), config.seal(), renamed.found()),
                keys,
                records,
                states,
                topics,
                OwnTopics.LOGS,
                hashing,
                status,
                probe);
        KafkaStreams streams = keep(
                opened,
                StreamsTask.streams(
                        StreamsTask.topology(
                                parts.rules().subscription(), config.backfill(), () -> new LogProcessor(parts)),
                        properties(config)));
        streams.setUncaughtExceptionHandler(error -> {
            LOG.atError().setCause(error).log("a stream thread died; another takes its place");
            status.failing("stream thread: " + error);
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        });
        AtomicLong changed = new AtomicLong(System.nanoTime());
        streams.setStateListener((now, before) -> {
            // Without partitions since it had them: it goes through several states until it has them again.
            if (before == KafkaStreams.State.RUNNING) {
                changed.set(System.nanoTime());
            }
            LOG.atInfo().addKeyValue("state", now).addKeyValue("before", before).log("append");
            if (now == KafkaStreams.State.RUNNING) {
                status.failing(null);
            }
        });
        streams.start();
        return new AppendService(streams, admin, states, hashing, changed);
    }

    /**
     * A log as it was when the service last committed.
     *
     * @param size sealed leaves
     */
    public record SavedLog(DatasetId dataset, String topic, String origin, long size) {}

    /** All logs, read from Kafka, before a service starts: also those of partitions that were not read yet, with no leaf. */
    public static List<SavedLog> savedLogs(AnchoringConfig config) {
        Map<String, SavedLog> logs = new TreeMap<>();
        try (Admin admin = Admin.create(Clients.admin(config))) {
            OwnTopics.make(admin);
            DatasetRules rules = new DatasetRules(config.datasets(), config.seal());
            List<String> sources = admin.listTopics().names().get().stream()
                    .filter(topic -> rules.of(topic).isPresent())
                    .toList();
            admin.describeTopics(sources).allTopicNames().get().forEach((topic, described) -> {
                DatasetId dataset = rules.of(topic).orElseThrow().id();
                for (TopicPartitionInfo partition : described.partitions()) {
                    String origin = dataset.origin(partition.partition(), 1);
                    logs.put(SavedStates.key(topic, partition.partition()), new SavedLog(dataset, topic, origin, 0));
                }
            });
        } catch (ExecutionException e) {
            throw new OwnTopics.OwnTopicException("the datasets' topics can't be listed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OwnTopics.OwnTopicException("the datasets' topics: interrupted", e);
        }
        try (SavedStates states = states(config)) {
            states.all().forEach((key, saved) -> {
                PartitionState state = PartitionState.decode(saved);
                DatasetId dataset = state.dataset();
                if (dataset != null) {
                    String origin = dataset.origin(SavedStates.partition(key), state.generation());
                    logs.put(
                            key,
                            new SavedLog(
                                    dataset,
                                    SavedStates.topic(key),
                                    origin,
                                    state.sealed().end()));
                }
            });
        }
        return List.copyOf(logs.values());
    }

    private static SavedStates states(AnchoringConfig config) {
        return new SavedStates(new CompactedTopic(
                OwnTopics.LOGS, Clients.reader(config), Admin.create(Clients.admin(config)), PATIENCE));
    }

    /** A key that signed logs and is gone must not be replaced in silence: the ledger would refuse all that the new one signs. */
    private static void requireKeys(SortedMap<String, byte[]> states, LogKeys keys) {
        states.forEach((topic, saved) -> {
            PartitionState state = PartitionState.decode(saved);
            DatasetId dataset = state.dataset();
            if (dataset != null && state.sealed().end() > 0 && !keys.has(dataset.organisation())) {
                throw new LogKeys.LogKeyException(
                        "the log key of " + dataset.organisation() + " is missing, and it signed the log of " + dataset
                                + ": put its file back from a backup; if there is none, replace the key permanently with"
                                + " tombolo keys rotate --lost (docs/recovery.md)",
                        null);
            }
        });
    }

    private static <T extends AutoCloseable> T keep(Deque<AutoCloseable> opened, T part) {
        opened.push(part);
        return part;
    }

    private static void tell(AnchoringConfig config, OwnRecords records, List<RejectedInput> said) {
        if (said.isEmpty()) {
            return;
        }
        try (KafkaProducer<byte[], byte[]> producer =
                Clients.producer(config, config.id() + "-start-" + config.instance())) {
            producer.initTransactions();
            producer.beginTransaction();
            // One that can't be sent fails the commit.
            for (RejectedInput line : said) {
                byte[] dataset = (line.organisation() + "/" + line.dataset()).getBytes(StandardCharsets.UTF_8);
                var unused = producer.send(new ProducerRecord<>(Topics.REJECTED, dataset, records.rejected(line)));
            }
            producer.commitTransaction();
        }
    }

    /** How long stream threads have been without their partitions, ms; -1 while they have them and read. */
    public long unassigned() {
        return streams.state() == KafkaStreams.State.RUNNING ? -1 : (System.nanoTime() - changed.get()) / 1_000_000;
    }

    /** Whether a topic is one that this service reads. */
    public static Predicate<String> sources(AnchoringConfig config) {
        return new DatasetRules(config.datasets(), config.seal()).subscription().asMatchPredicate();
    }

    /** Records on the broker that were not fetched yet; -1 when not known. Asked again every two seconds at most. */
    public synchronized long lag() {
        long now = System.nanoTime();
        if (now - lagReadAt > LAG_FRESH_NANOS) {
            lagReadAt = now;
            lag = SourceLag.of(streams.metrics());
        }
        return lag;
    }

    @Override
    public void close() {
        boolean inTime = streams.close(CloseOptions.timeout(Duration.ofSeconds(7))
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
        if (!inTime) {
            LOG.atWarn().log("stream threads did not end within 7 s; what they had not committed will be done again");
        }
        hashing.close();
        states.close();
        admin.close();
    }

    /** A poll is the least that can be held up: of a tenth of a second at the rate asked for, newer records can overtake. */
    private static int pollRecords(AnchoringConfig config) {
        int perSecond = config.backfill().recordsPerSecond();
        return perSecond == 0
                ? config.append().pollRecords()
                : Math.max(1, Math.min(config.append().pollRecords(), perSecond / 10));
    }

    /** The settings of the service's Streams application. */
    public static Properties properties(AnchoringConfig config) {
        AnchoringConfig.Append append = config.append();
        int pollRecords = pollRecords(config);
        Map<String, Object> settings = new HashMap<>();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, config.id());
        settings.put(
                StreamsConfig.STATE_DIR_CONFIG,
                config.dataDir().resolve("streams").toAbsolutePath().toString());
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, append.threads());
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, append.commitMs());
        settings.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, -1L);
        // Streams counts polls, not records: see StreamsTask.
        settings.put(
                StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG,
                Math.max(1, append.bufferedRecords() / pollRecords));
        settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);
        settings.put(StreamsConfig.POLL_MS_CONFIG, 20L);
        // Each partition's metrics would be registered a second time, for brokers that ask for them (KIP-1076).
        settings.put(StreamsConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        settings.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG),
                config.id() + "-" + config.instance());
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.METADATA_MAX_AGE_CONFIG), config.discoverMs());
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), pollRecords);
        settings.put(
                StreamsConfig.consumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG), append.fetchBytes());
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), append.batchBytes());
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), append.lingerMs());
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.BUFFER_MEMORY_CONFIG), append.bufferMemoryBytes());
        settings.putAll(config.kafka());
        Properties properties = new Properties();
        properties.putAll(settings);
        return properties;
    }
}
