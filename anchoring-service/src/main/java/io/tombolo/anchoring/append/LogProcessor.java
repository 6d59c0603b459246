package io.tombolo.anchoring.append;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.tombolo.anchoring.dataset.Dataset;
import io.tombolo.anchoring.dataset.TopicNames;
import io.tombolo.anchoring.kafka.OwnRecords;
import io.tombolo.anchoring.leaf.LeafBatch;
import io.tombolo.anchoring.leaf.LeafQueue;
import io.tombolo.anchoring.probe.Probe;
import io.tombolo.anchoring.streams.StreamsTask;
import io.tombolo.merkle.CompactRange;
import io.tombolo.merkle.TreeHead;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.contract.RejectedInput;
import io.tombolo.schemas.contract.SealedBatch;
import io.tombolo.schemas.contract.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.Cancellable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The logs of one task: the same partition number of every dataset topic. Each record becomes a leaf, full bundles and sealed
 * batches go out, and right before each commit the state follows them into the same transaction.
 */
final class LogProcessor implements StreamsTask.Work {
    private static final Logger LOG = LoggerFactory.getLogger(LogProcessor.class);

    private final AppendParts parts;
    private final TopicNames names;
    private final Map<String, PartitionLog> logs = new HashMap<>();
    private final Map<String, LeafQueue> queues = new HashMap<>();

    private StreamsTask task;
    private LeafQueue.Maker leaves;
    private @Nullable Cancellable sealTimer;
    private @Nullable PartitionLog last;
    private boolean startsOver;
    private long ownedSince;

    @SuppressWarnings("NullAway.Init") // Streams calls begin before anything else
    LogProcessor(AppendParts parts) {
        this.parts = parts;
        this.names = new TopicNames(parts.rules());
    }

    @Override
    public void begin(StreamsTask begun) {
        this.task = begun;
        this.ownedSince = task.now();
        int partition = task.partition();
        this.leaves = parts.hashing().ofTask(partition);
        parts.states().ofPartition(partition).forEach((topic, saved) -> resume(topic, partition, saved));
        parts.probe().at(Probe.Step.STATE_LOADED);
        if (logs.values().stream().anyMatch(log -> log.batchLeaves() > 0)) {
            startSealTimer();
        }
    }

    private void resume(String topic, int partition, byte[] saved) {
        PartitionState state = PartitionState.decode(saved);
        Optional<Dataset> dataset = names.keep(topic, state.dataset());
        if (dataset.isEmpty()) {
            // No rule wants it any more: its log stays as it is and continues if a rule comes back.
            return;
        }
        PartitionLog log = PartitionLog.resume(dataset.get(), partition, state);
        logs.put(topic, log);
        parts.status().resumed(log.progress(saved.length));
    }

    @Override
    public void process(ConsumerRecord<byte[], byte[]> record) {
        parts.probe().at(Probe.Step.RECORD_READ);
        PartitionLog log = logOf(record);
        if (log == null) {
            return;
        }
        long offset = record.offset();
        if (log.isHalted() && task.now() - log.askedForGapAt() < 1_000) {
            return;
        }
        if (offset < log.nextOffset()) {
            log.asksForGap(task.now());
            log = movedBack(log, record);
        } else if (offset > log.nextOffset()) {
            skipped(log, record);
        }
        if (log.isHalted()) {
            return;
        }
        log.claim(offset, task.now());
        queueOf(log).add(record);
        if (log.batchLeaves() >= log.dataset.seal().leaves()) {
            seal(log);
        } else if (sealTimer == null) {
            startSealTimer();
        }
    }

    /** Null for a topic that has no name of its own. */
    private @Nullable PartitionLog logOf(ConsumerRecord<byte[], byte[]> record) {
        String topic = record.topic();
        PartitionLog cached = last;
        if (cached != null && cached.dataset.topic().equals(topic)) {
            return cached;
        }
        PartitionLog log = logs.get(topic);
        if (log == null) {
            Dataset dataset = names.isRefused(topic) ? null : datasetOf(record);
            if (dataset == null) {
                return null;
            }
            refuseLostState(topic, record.partition());
            log = PartitionLog.begin(dataset, record.partition(), idOf(topic), 1);
            logs.put(topic, log);
        }
        last = log;
        return log;
    }

    /** Null, and reported, when the rules give the topic no name of its own. Once they do, it is read from its start. */
    private @Nullable Dataset datasetOf(ConsumerRecord<byte[], byte[]> record) {
        TopicNames.Name name = names.of(record.topic());
        if (name instanceof TopicNames.Name.Given given) {
            return given.dataset();
        }
        TopicNames.Name.Refused why = (TopicNames.Name.Refused) name;
        LOG.atError().addKeyValue("topic", record.topic()).log(why.detail());
        refuse(why.organisation(), why.dataset(), record.topic(), record, null, why.reason(), why.detail());
        return null;
    }

    /** Should the topic have been made again since the answer, the next commit is refused for it. */
    private Uuid idOf(String topic) {
        Uuid known = parts.topics().idAfter(topic, ownedSince);
        return known == null ? parts.topics().id(topic) : known;
    }

    /**
     * A log without a state begins at the start of its partition; if offsets were committed, the state was lost. Nobody else commits
     * since the partition is this task's.
     */
    private void refuseLostState(String topic, int partition) {
        long committed = parts.topics().committedOffset(topic, partition, ownedSince);
        if (committed > 0 && committed > parts.topics().firstOffset(topic, partition)) {
            throw startOver(topic, partition, "offset " + committed + " was reached, but its state is gone");
        }
    }

    /** Offsets only grow, unless the topic is another one of the same name: then the log starts a new generation. */
    private PartitionLog movedBack(PartitionLog log, ConsumerRecord<byte[], byte[]> record) {
        Uuid now = parts.topics().id(record.topic());
        if (!now.equals(log.topicId)) {
            sealRest(log);
            Dataset dataset = datasetOf(record);
            if (dataset == null) {
                log.halt(record.offset());
                return log;
            }
            int generation = dataset.id().equals(log.dataset.id()) ? log.generation + 1 : 1;
            PartitionLog next = PartitionLog.begin(dataset, log.partition, now, generation);
            LOG.atWarn()
                    .addKeyValue("origin", next.origin)
                    .addKeyValue("offset", record.offset())
                    .log("topic was deleted and made again: a new generation of its log begins");
            logs.put(record.topic(), next);
            last = next;
            return next;
        }
        if (!log.isHalted()) {
            String detail = "offset " + record.offset() + " after " + (log.nextOffset() - 1) + ": the log has stopped";
            LOG.atError().addKeyValue("origin", log.origin).log("offsets moved back: " + detail);
            log.halt(record.offset());
            parts.status().failed(log.origin, "OFFSET_MOVED_BACK: " + detail);
            refuse(log, record, null, "OFFSET_MOVED_BACK", detail);
            sealRest(log);
        }
        return log;
    }

    /**
     * Offsets are never dense: control records, aborted records and compaction leave gaps. One that retention made is another
     * matter. Asks for it at the first record and at larger gaps, once a second at most.
     */
    private void skipped(PartitionLog log, ConsumerRecord<byte[], byte[]> record) {
        long now = task.now();
        boolean worthAsking = !log.wasRead() || record.offset() - log.nextOffset() > 1;
        if (!worthAsking || now - log.askedForGapAt() < 1_000) {
            return;
        }
        log.asksForGap(now);
        long first = parts.topics().firstOffset(record.topic(), record.partition());
        if (first > log.nextOffset() && first <= record.offset() && log.nextOffset() > 0) {
            String detail =
                    "offsets " + log.nextOffset() + " to " + (first - 1) + " were deleted before they were read";
            LOG.atError().addKeyValue("origin", log.origin).log("records were lost: " + detail);
            parts.status().failed(log.origin, "RETENTION_LOSS: " + detail);
            refuse(log, record, null, "RETENTION_LOSS", detail);
        }
    }

    private void sealRest(PartitionLog log) {
        if (log.batchLeaves() > 0) {
            seal(log);
        }
    }

    private void seal(PartitionLog log) {
        queueOf(log).drain();
        Span span = parts.traces().begin(log);
        LeafBatch batch = log.leaves();
        if (batch.openEntries() > 0) {
            writeBundle(log, batch.bundleIndex(), batch.bundleBytes());
        }
        long firstOffset = log.batchFirstOffset();
        CompactRange range = log.seal();
        TreeHead head = log.sealed().head();
        parts.probe().at(Probe.Step.BATCH_JOINED);
        String note = parts.keys().note(log.dataset.id().organisation(), log.origin, head);
        parts.probe().at(Probe.Step.NOTE_SIGNED);
        SealedBatch sealed = log.published(range, firstOffset, task.now(), note);
        Headers headers = StreamsTask.headers().add(OwnRecords.RANGE_HEADER, range.serialise());
        SealTraces.end(span, head, headers);
        task.put(Topics.CHECKPOINTS, log.origin, parts.records().checkpoint(sealed), headers);
        parts.probe().at(Probe.Step.CHECKPOINT_SENT);
    }

    private void writeBundle(PartitionLog log, long index, byte[] bundle) {
        task.put(Topics.LOG, log.origin + " " + index, bundle);
        parts.probe().at(Probe.Step.BUNDLE_SENT);
    }

    private LeafQueue queueOf(PartitionLog log) {
        LeafQueue queue = queues.get(log.origin);
        if (queue == null) {
            queue = leaves.queue(log.dataset, log.leaves(), new Outputs(log));
            queues.put(log.origin, queue);
        }
        return queue;
    }

    /** Writes what comes of a log's records. */
    private final class Outputs implements LeafQueue.Sink {
        private final PartitionLog log;

        Outputs(PartitionLog log) {
            this.log = log;
        }

        @Override
        public void refused(ConsumerRecord<byte[], byte[]> record, String reason, String detail) {
            refuse(log, record, record.value(), reason, detail);
        }

        @Override
        public void traced(SpanContext span) {
            log.traced(span);
        }

        @Override
        public void filled(long index, byte[] bundle) {
            writeBundle(log, index, bundle);
        }
    }

    private void refuse(
            PartitionLog log,
            ConsumerRecord<byte[], byte[]> record,
            byte @Nullable [] value,
            String reason,
            String detail) {
        DatasetId id = log.dataset.id();
        refuse(id.organisation(), id.name(), log.origin, record, value, reason, detail);
    }

    private void refuse(
            String organisation,
            String dataset,
            String key,
            ConsumerRecord<byte[], byte[]> record,
            byte @Nullable [] value,
            String reason,
            String detail) {
        long now = task.now();
        RejectedInput rejected = RejectedInput.record(
                organisation,
                dataset,
                record.topic(),
                record.partition(),
                record.offset(),
                reason,
                detail,
                value == null ? null : ByteBuffer.wrap(value),
                Instant.ofEpochMilli(now));
        task.put(Topics.REJECTED, key, parts.records().rejected(rejected));
        parts.status().rejected(reason);
        parts.probe().at(Probe.Step.REJECTION_SENT);
    }

    private void startSealTimer() {
        long shortest = logs.values().stream()
                .mapToLong(log -> log.dataset.seal().ageMs())
                .min()
                .orElse(1_000);
        sealTimer = task.schedule(Duration.ofMillis(Math.max(20, shortest / 5)), this::sealByAge);
    }

    /** Runs only while a batch is open, since each punctuation costs a commit. */
    private void sealByAge(long now) {
        boolean open = false;
        boolean sealed = false;
        for (PartitionLog log : logs.values()) {
            if (log.batchLeaves() > 0) {
                if (now - log.batchOpenedAt() >= log.dataset.seal().ageMs()) {
                    seal(log);
                    sealed = true;
                } else {
                    open = true;
                }
            }
        }
        if (sealed) {
            task.commit();
        }
        if (!open && sealTimer != null) {
            sealTimer.cancel();
            sealTimer = null;
        }
    }

    @Override
    public void beforeCommit() {
        if (startsOver) {
            // Streams asks once more on the way out, and throws away what is written.
            return;
        }
        parts.probe().at(Probe.Step.SAVE_BEGUN);
        for (PartitionLog log : logs.values()) {
            if (log.isDirty()) {
                queueOf(log).drain();
                refuseReplacedTopic(log);
                byte[] state = log.save();
                task.put(parts.stateTopic(), SavedStates.key(log.dataset.topic(), log.partition), state);
                parts.probe().at(Probe.Step.STATE_SENT);
                parts.status().appended(log.progress(state.length));
            }
        }
        logs.values().forEach(this::refuseDeletedTopic);
    }

    /** An id that was asked for after the last record came proves that all of them are from this very topic. */
    private void refuseReplacedTopic(PartitionLog log) {
        Uuid now = parts.topics().idAfter(log.dataset.topic(), log.lastReadAt());
        if (now != null && !now.equals(log.topicId) && log.wasRead()) {
            throw startOver(log.dataset.topic(), log.partition, "its topic was deleted and made again");
        }
    }

    /** The offsets of a topic that is gone can't be committed, and to try would hold up all others for a minute. */
    private void refuseDeletedTopic(PartitionLog log) {
        if (log.wasRead() && parts.topics().idAfter(log.dataset.topic(), log.lastReadAt()) == null) {
            startsOver = true;
            String said = "topic " + log.dataset.topic() + " is gone: what was not committed of it has no leaf";
            LOG.atWarn().addKeyValue("origin", log.origin).log(said);
            throw StreamsTask.dropped(said);
        }
    }

    /** What was read of the partition must not be committed: it is read again from its start, to which its offset is set back. */
    private RuntimeException startOver(String topic, int partition, String why) {
        startsOver = true;
        parts.topics().backToStart(topic, partition);
        String said = new TopicPartition(topic, partition) + " is read again from its start: " + why;
        LOG.atWarn().log(said);
        return StreamsTask.dropped(said);
    }
}
