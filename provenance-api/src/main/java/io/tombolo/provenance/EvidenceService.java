package io.tombolo.provenance;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.TreeHead;
import io.tombolo.merkle.tile.TilePath;
import io.tombolo.merkle.tile.TileSource;
import io.tombolo.provenance.search.KeyHash;
import io.tombolo.provenance.store.HeldAnchor;
import io.tombolo.provenance.store.HeldCheckpoint;
import io.tombolo.provenance.store.LogStore;
import io.tombolo.provenance.store.StoredLog;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.Origin;
import io.tombolo.schemas.canonical.MalformedSchemaException;
import io.tombolo.schemas.registry.RegistryException;
import io.tombolo.schemas.registry.SchemaResolver;
import io.tombolo.schemas.serde.KafkaHeaders;
import io.tombolo.verification.evidence.Evidence;
import io.tombolo.verification.evidence.EvidenceAssembly;
import io.tombolo.verification.evidence.EvidenceFile;
import io.tombolo.verification.evidence.EvidenceSetFile;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.trust.TrustPolicy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Makes the evidence file for one record. For any thread. */
final class EvidenceService implements AutoCloseable {
    private static final int CONSUMERS_KEPT = 2;

    /** Of the records of one file; Base64 and proofs make more of them. */
    private static final long MOST_BYTES = EvidenceFile.MAX_BYTES / 2;

    private final LogStore store;
    private final SchemaResolver schemas;
    private final Supplier<TrustPolicy> policy;
    private final Contradictions contradictions;
    private final RecordFetcher records;

    /**
     * @param policy what the evidence will say about whose keys to trust; its reader need not
     * @param connect makes a consumer: bytes, read_committed, no group, one record a poll
     */
    public EvidenceService(
            LogStore store,
            SchemaResolver schemas,
            Supplier<TrustPolicy> policy,
            Supplier<Consumer<byte[], byte[]>> connect) {
        this.store = store;
        this.schemas = schemas;
        this.policy = policy;
        this.contradictions = new Contradictions(policy);
        this.records = new RecordFetcher(connect, CONSUMERS_KEPT);
    }

    /** Evidence for the record at an offset, in the newest generation of its log. */
    public Lookup find(String dataset, int partition, long offset) {
        Found one = log(dataset, partition);
        if (one.why().isPresent()) {
            return one.why().get();
        }
        StoredLog log = one.log().orElseThrow();
        StoredLog.Place place = log.find(offset);
        Origin origin = log.origin();
        if (place instanceof StoredLog.Place.NoSuchOffset) {
            return unavailable(
                    Lookup.Reason.UNKNOWN_OFFSET,
                    "%s has no record at offset %d: Kafka itself uses up some offsets".formatted(origin, offset));
        }
        if (place instanceof StoredLog.Place.Sealed sealed) {
            return evidence(log, sealed.index(), offset);
        }
        return notSealed(log, offset, place instanceof StoredLog.Place.Unsealed);
    }

    LogStore store() {
        return store;
    }

    /** The newest log of a partition, or why there is none. */
    record Found(Optional<StoredLog> log, Optional<Lookup> why) {}

    Found log(String dataset, int partition) {
        List<StoredLog> logs = Logs.of(store, dataset);
        if (logs.isEmpty()) {
            return new Found(
                    Optional.empty(),
                    Optional.of(unavailable(
                            Lookup.Reason.UNKNOWN_DATASET, "no dataset \"%s\" is known here".formatted(dataset))));
        }
        Optional<StoredLog> log = logs.stream()
                .filter(one -> one.origin().partition() == partition)
                .max(Comparator.comparingInt(one -> one.origin().generation()));
        return log.isPresent()
                ? new Found(log, Optional.empty())
                : new Found(
                        log,
                        Optional.of(unavailable(
                                Lookup.Reason.UNKNOWN_PARTITION,
                                "%s has no partition %d with a log".formatted(dataset, partition))));
    }

    /**
     * One file of evidence for several records of a log.
     *
     * @param indices of leaves, ascending, at least one
     */
    Lookup findAll(StoredLog log, List<Long> indices) {
        long last = indices.get(indices.size() - 1);
        if (last >= log.view().size()) {
            return unavailable(
                    Lookup.Reason.NOT_YET_SEALED,
                    "leaf %d of %s is not sealed yet: ask again in a moment".formatted(last, log.origin()));
        }
        HeldCheckpoint sealing = log.checkpointAt(last + 1).orElseThrow();
        List<Long> offsets = indices.stream()
                .map(index -> EventLine.entry(log, index).offset())
                .toList();
        try {
            Map<Long, ConsumerRecord<byte[], byte[]>> found = records.fetch(
                    new TopicPartition(sealing.topic(), log.origin().partition()), offsets, MOST_BYTES);
            List<Evidence> evidence = new ArrayList<>();
            for (int i = 0; i < offsets.size(); i++) {
                ConsumerRecord<byte[], byte[]> record = found.get(offsets.get(i));
                if (record == null) {
                    return gone(log, indices.get(i), sealing.topic(), offsets.get(i));
                }
                evidence.add(assemble(log, indices.get(i), sealing, record));
            }
            return new Lookup.Found(
                    ByteBuffer.wrap(EvidenceSetFile.write(EvidenceAssembly.join(evidence, tiles(log)))));
        } catch (RecordFetcher.TooLargeException larger) {
            return unavailable(
                    Lookup.Reason.TOO_LARGE,
                    "%d records of %s: more than %d bytes together, ask for fewer"
                            .formatted(offsets.size(), log.origin(), MOST_BYTES));
        } catch (KafkaException | RegistryException outOfReach) {
            return unavailable(Lookup.Reason.UNREACHABLE, String.valueOf(outOfReach.getMessage()));
        }
    }

    /** Of these offsets, ascending, those whose records are there and have that key. */
    List<Long> withKey(StoredLog log, Hash keyHash, List<Long> offsets) {
        if (log.view().checkpoint() == null || offsets.isEmpty()) {
            return List.of();
        }
        DatasetId dataset = log.origin().dataset();
        return records.fetch(partition(log), offsets, MOST_BYTES).values().stream()
                .filter(record -> hash(dataset, record).filter(keyHash::equals).isPresent())
                .map(ConsumerRecord::offset)
                .toList();
    }

    /** The hash of the key of the record at an offset; empty when the topic has no such record any more, or it has no key. */
    Optional<Hash> keyHash(StoredLog log, long offset) {
        return records.fetch(partition(log), offset) instanceof RecordLookup.Found found
                ? hash(log.origin().dataset(), found.record())
                : Optional.empty();
    }

    /** Where the newest checkpoint says that the records are; without one, where the dataset's are. */
    private static TopicPartition partition(StoredLog log) {
        HeldCheckpoint head = log.view().checkpoint();
        String topic = head == null ? log.origin().dataset().topic() : head.topic();
        return new TopicPartition(topic, log.origin().partition());
    }

    private static Optional<Hash> hash(DatasetId dataset, ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null
                ? Optional.empty()
                : Optional.of(KeyHash.of(dataset, record.key(), new KafkaHeaders().of(record.headers())));
    }

    /** Whether the record is on its way into a checkpoint, or there is none at all. */
    private Lookup notSealed(StoredLog log, long offset, boolean held) {
        HeldCheckpoint head = log.view().checkpoint();
        try {
            if (!held && !(records.fetch(partition(log), offset) instanceof RecordLookup.Found)) {
                return unavailable(
                        Lookup.Reason.UNKNOWN_OFFSET, "%s has no record at offset %d".formatted(log.origin(), offset));
            }
        } catch (KafkaException outOfReach) {
            return unavailable(Lookup.Reason.UNREACHABLE, String.valueOf(outOfReach.getMessage()));
        }
        return unavailable(
                Lookup.Reason.NOT_YET_SEALED,
                "%s is sealed up to offset %s: ask for offset %d again in a moment"
                        .formatted(log.origin(), head == null ? "none" : head.lastOffset(), offset));
    }

    private Lookup evidence(StoredLog log, long index, long offset) {
        HeldCheckpoint sealing = log.checkpointAt(index + 1)
                .orElseThrow(() -> new IllegalStateException(log.origin() + " has no checkpoint over leaf " + index));
        try {
            RecordLookup lookup = records.fetch(
                    new TopicPartition(sealing.topic(), log.origin().partition()), offset);
            if (lookup instanceof RecordLookup.Found found) {
                Evidence evidence = assemble(log, index, sealing, found.record());
                return new Lookup.Found(ByteBuffer.wrap(EvidenceFile.write(evidence)));
            }
            return gone(log, index, sealing.topic(), offset);
        } catch (KafkaException | RegistryException outOfReach) {
            return unavailable(Lookup.Reason.UNREACHABLE, String.valueOf(outOfReach.getMessage()));
        }
    }

    private static Lookup gone(StoredLog log, long index, String topic, long offset) {
        return unavailable(
                Lookup.Reason.RECORD_GONE,
                "leaf %d of %s is sealed, but topic %s does not hold its record at offset %d any more"
                        .formatted(index, log.origin(), topic, offset));
    }

    private Evidence assemble(
            StoredLog log, long index, HeldCheckpoint sealing, ConsumerRecord<byte[], byte[]> record) {
        Optional<Contradictions.Pair> forked = contradictions.find(log, index);
        List<HeldAnchor> anchors =
                anchors(log, forked.map(both -> both.other().size()).orElse(index + 1));
        forked.ifPresent(both -> anchors.add(both.other()));
        String note = forked.map(Contradictions.Pair::note)
                .orElseGet(() -> anchors.stream()
                        .min(Comparator.comparingLong(HeldAnchor::size))
                        .map(HeldAnchor::note)
                        .orElse(sealing.note()));
        return EvidenceAssembly.assemble(
                record.key(),
                record.value(),
                new KafkaHeaders().of(record.headers()),
                this::canonical,
                log.entry(index),
                index,
                note,
                anchors.stream().map(EvidenceService::head).toList(),
                tiles(log),
                policy.get());
    }

    /** A schema that nobody can read is as good as none: the record was committed raw then. */
    private @Nullable String canonical(byte[] framed) {
        try {
            return schemas.byFrame(framed)
                    .map(schema -> schema.canonical().json())
                    .orElse(null);
        } catch (MalformedSchemaException unreadable) {
            return null;
        }
    }

    /** On each ledger the smallest anchor of at least that size, if it has its receipt. */
    private static List<HeldAnchor> anchors(StoredLog log, long size) {
        List<HeldAnchor> anchors = new ArrayList<>();
        for (String ledger : log.view().anchors().keySet()) {
            log.anchorAt(ledger, size)
                    .filter(anchor -> anchor.receipt() != null)
                    .ifPresent(anchors::add);
        }
        anchors.sort(Comparator.comparing(HeldAnchor::ledger));
        return anchors;
    }

    private static EvidenceAssembly.AnchoredHead head(HeldAnchor anchor) {
        Bytes receipt = Objects.requireNonNull(anchor.receipt(), "receipt");
        return new EvidenceAssembly.AnchoredHead(anchor.ledger(), new TreeHead(anchor.size(), anchor.root()), receipt);
    }

    private static TileSource tiles(StoredLog log) {
        return path -> path.kind() == TilePath.Kind.ENTRIES
                ? log.bundle(path.index(), path.width())
                : log.tile(path.level(), path.index(), path.width());
    }

    private static Lookup unavailable(Lookup.Reason reason, String message) {
        return new Lookup.Unavailable(reason, message);
    }

    @Override
    public void close() {
        records.close();
    }

    /** The answer to a request for evidence. */
    public sealed interface Lookup {
        /**
         * There is.
         *
         * @param file the evidence file, read-only
         */
        record Found(ByteBuffer file) implements Lookup {
            public Found {
                file = file.asReadOnlyBuffer();
            }

            @Override
            public ByteBuffer file() {
                return file.duplicate();
            }
        }

        /** There is none, for a reason that the caller can understand. */
        record Unavailable(Reason reason, String message) implements Lookup {}

        /** Why there is no evidence. */
        enum Reason {
            UNKNOWN_DATASET,
            UNKNOWN_PARTITION,
            /** No record was ever committed at this offset, or none that the log knows of. */
            UNKNOWN_OFFSET,
            /** The log will hold it, or holds it, but no checkpoint covers it yet: ask again. */
            NOT_YET_SEALED,
            /** Sealed, but the topic does not hold the record any more. */
            RECORD_GONE,
            /** The records have more bytes than one file takes. */
            TOO_LARGE,
            /** Kafka or the registry is out of reach. */
            UNREACHABLE
        }
    }
}
