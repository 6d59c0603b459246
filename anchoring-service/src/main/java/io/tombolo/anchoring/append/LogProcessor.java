package io.tombolo.anchoring.append;

import io.tombolo.anchoring.probe.Step;
import io.tombolo.anchoring.seal.Sealer;
import io.tombolo.merkle.CompactRange;
import io.tombolo.merkle.TreeHead;
import io.tombolo.schemas.contract.RejectedInput;
import io.tombolo.schemas.contract.SealedBatch;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The logs of one task: the same partition number of every dataset topic. Each record becomes a leaf, full bundles and sealed
 * batches go out, and right before each commit the state follows them into the same transaction.
 */
final class LogProcessor implements Processor<byte[], SourceRecord, byte[], byte[]> {
    static final String NAME = "append";
    static final String BUNDLES = "bundles";
    static final String SEALED = "sealed";
    static final String REFUSED = "refused";

    private static final Logger LOG = LoggerFactory.getLogger(LogProcessor.class);

    private final AppendParts parts;
    private final EntryMaker entries;
    private final Sealer sealer;
    private final Map<String, PartitionLog> logs = new HashMap<>();

    private ProcessorContext<byte[], byte[]> context;
    private StateSink state;
    private @Nullable Cancellable sealTimer;
    private @Nullable PartitionLog last;

    @SuppressWarnings("NullAway.Init") // Streams calls init before anything else
    LogProcessor(AppendParts parts) {
        this.parts = parts;
        this.entries = parts.entryMaker().get();
        this.sealer = new Sealer(parts.keys());
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        this.context = context;
        this.state = new StateSink(context, parts.stateTopic());
        int partition = context.taskId().partition();
        parts.states().ofPartition(partition).forEach((topic, saved) -> resume(topic, partition, saved));
        parts.probe().at(Step.STATE_LOADED);
        CommitHook hook = context.getStateStore(CommitHook.NAME);
        hook.beforeCommit(this::save);
        if (logs.values().stream().anyMatch(log -> log.batchLeaves() > 0)) {
            startSealTimer();
        }
    }

    private void resume(String topic, int partition, byte[] saved) {
        Optional<Dataset> dataset = parts.rules().of(topic);
        if (dataset.isEmpty()) {
            // No rule wants it any more: its log stays as it is and goes on if a rule comes back.
            return;
        }
        PartitionLog log = PartitionLog.resume(dataset.get(), partition, PartitionState.decode(saved));
        logs.put(topic, log);
        parts.status()
                .appended(
                        log.dataset.id(),
                        log.origin,
                        topic,
                        partition,
                        log.size(),
                        log.sealed().end());
    }

    @Override
    public void process(Record<byte[], SourceRecord> record) {
        SourceRecord source = record.value();
        ConsumerRecord<Object, Object> whole = Objects.requireNonNull(source.whole, "record without its extractor");
        parts.probe().at(Step.RECORD_READ);
        PartitionLog log = logOf(whole.topic(), whole.partition());
        if (whole.offset() < log.nextOffset()) {
            log = movedBack(log, whole);
        }
        if (log.isHalted()) {
            return;
        }
        EntryMaker.Form form =
                entries.write(log.dataset, record.key(), source.value, whole, log.buffer(), log.entryAt());
        if (form.reason() != null) {
            refuse(log, whole, source.value, form.reason(), Objects.requireNonNullElse(form.detail(), ""));
        }
        boolean full = log.append(whole.offset(), context.currentSystemTimeMs());
        parts.probe().at(Step.LEAF_APPENDED);
        if (full) {
            writeBundle(log);
            log.nextBundle();
        }
        if (log.batchLeaves() >= log.dataset.seal().leaves()) {
            seal(log);
        } else if (sealTimer == null) {
            startSealTimer();
        }
    }

    private PartitionLog logOf(String topic, int partition) {
        PartitionLog cached = last;
        if (cached != null && cached.dataset.topic().equals(topic)) {
            return cached;
        }
        PartitionLog log = logs.get(topic);
        if (log == null) {
            Dataset dataset = parts.rules()
                    .of(topic)
                    .orElseThrow(() -> new IllegalStateException("topic " + topic + ": subscribed, but no rule's"));
            log = PartitionLog.begin(dataset, partition, parts.topicIds().of(topic), 1);
            logs.put(topic, log);
        }
        last = log;
        return log;
    }

    /** Offsets only grow, unless the topic is another one of the same name: then the log starts a new generation. */
    private PartitionLog movedBack(PartitionLog log, ConsumerRecord<Object, Object> record) {
        Uuid now = parts.topicIds().of(record.topic());
        if (!now.equals(log.topicId)) {
            sealRest(log);
            PartitionLog next = PartitionLog.begin(log.dataset, log.partition, now, log.generation + 1);
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

    private void sealRest(PartitionLog log) {
        if (log.batchLeaves() > 0) {
            seal(log);
        }
    }

    private void seal(PartitionLog log) {
        if (log.openEntries() > 0) {
            writeBundle(log);
        }
        long firstOffset = log.batchFirstOffset();
        CompactRange range = log.seal();
        TreeHead head = log.sealed().head();
        parts.probe().at(Step.BATCH_JOINED);
        String note = sealer.note(log.dataset.id().organisation(), log.origin, head);
        parts.probe().at(Step.NOTE_SIGNED);
        long now = context.currentSystemTimeMs();
        SealedBatch batch = new SealedBatch(
                log.origin,
                log.dataset.id().organisation(),
                log.dataset.id().name(),
                log.dataset.topic(),
                log.partition,
                range.begin(),
                head.size(),
                head.root(),
                firstOffset,
                log.nextOffset() - 1,
                Instant.ofEpochMilli(now),
                note);
        Headers headers = new RecordHeaders().add(BatchRange.HEADER, range.serialise());
        context.forward(
                new Record<>(utf8(log.origin), parts.contracts().checkpoint(batch.toAvro()), now, headers), SEALED);
        parts.probe().at(Step.CHECKPOINT_SENT);
    }

    private void writeBundle(PartitionLog log) {
        context.forward(
                new Record<>(
                        utf8(log.origin + " " + log.bundleIndex()), log.bundleBytes(), context.currentSystemTimeMs()),
                BUNDLES);
        parts.probe().at(Step.BUNDLE_SENT);
    }

    private void refuse(
            PartitionLog log,
            ConsumerRecord<Object, Object> record,
            byte @Nullable [] value,
            String reason,
            String detail) {
        long now = context.currentSystemTimeMs();
        RejectedInput rejected = RejectedInput.record(
                log.dataset.id().organisation(),
                log.dataset.id().name(),
                record.topic(),
                record.partition(),
                record.offset(),
                reason,
                detail,
                value == null ? null : ByteBuffer.wrap(value),
                Instant.ofEpochMilli(now));
        context.forward(new Record<>(utf8(log.origin), parts.contracts().rejected(rejected.toAvro()), now), REFUSED);
        parts.probe().at(Step.REJECTION_SENT);
    }

    private void startSealTimer() {
        long shortest = logs.values().stream()
                .mapToLong(log -> log.dataset.seal().ageMs())
                .min()
                .orElse(1_000);
        sealTimer = context.schedule(
                Duration.ofMillis(Math.max(20, shortest / 5)), PunctuationType.WALL_CLOCK_TIME, this::sealByAge);
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
            context.commit();
        }
        if (!open && sealTimer != null) {
            sealTimer.cancel();
            sealTimer = null;
        }
    }

    /** Called by Streams right before each commit, within its transaction. */
    private void save() {
        parts.probe().at(Step.SAVE_BEGUN);

        for (PartitionLog log : logs.values()) {
            if (log.isDirty()) {
                state.put(
                        SavedStates.key(log.dataset.topic(), log.partition), log.save(), context.currentSystemTimeMs());
                parts.probe().at(Step.STATE_SENT);
                parts.status()
                        .appended(
                                log.dataset.id(),
                                log.origin,
                                log.dataset.topic(),
                                log.partition,
                                log.size(),
                                log.sealed().end());
            }
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
