package io.tombolo.anchoring.streams;

import io.tombolo.anchoring.config.AnchoringConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.TaskMigratedException;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.Punctuator;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.internals.InternalProcessorContext;
import org.apache.kafka.streams.processor.internals.RecordCollector;

/**
 * Kafka Streams as the log uses it: the topology, and one task of it, the same partition number of every topic. It writes with the task's own transactional producer, at any
 * moment of the task: a processor can't forward to a sink while Streams is about to commit, and that is when the last leaves and the
 * state go out. So this goes one step below the sinks, as Streams' changelogs do (docs/adr/0030). For the stream thread alone.
 */
public final class StreamsTask {
    static final String PROCESSOR = "append";

    private static final ByteArraySerializer BYTES = new ByteArraySerializer();

    private final InternalProcessorContext<Void, Void> context;

    StreamsTask(ProcessorContext<Void, Void> context) {
        this.context = (InternalProcessorContext<Void, Void>) context;
    }

    /** What is done with the records of one task. Called by its stream thread alone. */
    public interface Work {
        /** Called once, before anything else. */
        void begin(StreamsTask task);

        /** The next record: in offset order within each topic. */
        void process(ConsumerRecord<byte[], byte[]> record);

        /** Called right before each commit of the task, within its transaction. */
        void beforeCommit();
    }

    /** Source topics by pattern, and one processor. {@code work} is asked for once for each task. */
    public static Topology topology(Pattern topics, AnchoringConfig.Backfill backfill, Supplier<Work> work) {
        return new Topology()
                .addSource(
                        AutoOffsetReset.earliest(),
                        "changes",
                        order(backfill),
                        new ByteArrayDeserializer(),
                        new PolledRecords.Unwrap(),
                        topics)
                .addProcessor(PROCESSOR, () -> new EachRecord(work.get()), "changes")
                .addStateStore(new CommitHook.Builder(), PROCESSOR);
    }

    /** Not started yet. What Streams counts as a record is a whole poll of one partition, in its settings too. */
    public static KafkaStreams streams(Topology topology, Properties settings) {
        PollingClients clients = new PollingClients();
        try {
            KafkaStreams streams = new KafkaStreams(topology, settings, clients);
            clients.owned();
            return streams;
        } catch (RuntimeException e) {
            clients.close();
            throw e;
        }
    }

    private static TimestampExtractor order(AnchoringConfig.Backfill backfill) {
        if (backfill.recordsPerSecond() == 0) {
            return new SourceOrder();
        }
        return new PacedOrder(
                new Throttle(backfill.recordsPerSecond(), System::nanoTime, LockSupport::parkNanos),
                System::currentTimeMillis,
                backfill.olderThanMs());
    }

    /** The partition number. */
    public int partition() {
        return context.taskId().partition();
    }

    /** Wall-clock time, ms. */
    public long now() {
        return context.currentSystemTimeMs();
    }

    /** Of a record to write, none yet. */
    public static Headers headers() {
        return new RecordHeaders();
    }

    /** Writes a record within the task's transaction. */
    public void put(String topic, String key, byte[] value) {
        put(topic, key, value, headers());
    }

    /** As {@link #put(String, String, byte[])}, with headers. */
    public void put(String topic, String key, byte[] value, Headers headers) {
        RecordCollector collector = ((RecordCollector.Supplier) context).recordCollector();
        collector.send(
                topic,
                key.getBytes(StandardCharsets.UTF_8),
                value,
                headers,
                context.currentSystemTimeMs(),
                BYTES,
                BYTES,
                PROCESSOR,
                context,
                null);
    }

    /** Calls the action by the wall clock. Each call costs a commit. */
    public Cancellable schedule(Duration every, Punctuator action) {
        return context.schedule(every, PunctuationType.WALL_CLOCK_TIME, action);
    }

    /** Asks for a commit soon. */
    public void commit() {
        context.commit();
    }

    /**
     * To be thrown when nothing that was read since the last commit may be committed. For Streams the thread has then lost its tasks:
     * it aborts the transaction, drops them and asks its group for them again, as the same static member. So the thread lives on, and
     * nobody waits for a dead one's session.
     */
    public static RuntimeException dropped(String why) {
        return new TaskMigratedException(why);
    }
}
