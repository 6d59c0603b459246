package io.tombolo.anchoring.streams;

import io.tombolo.anchoring.config.AnchoringConfig;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Source topics by pattern, and one processor, which writes its topics through its {@link StreamsTask}. */
public final class TaskStreams {
    private TaskStreams() {}

    /** {@code work} is asked for once for each task. */
    public static Topology topology(
            Pattern topics, AnchoringConfig.Backfill backfill, Supplier<StreamsTask.Work> work) {
        return new Topology()
                .addSource(
                        AutoOffsetReset.earliest(),
                        "changes",
                        order(backfill),
                        new ByteArrayDeserializer(),
                        new PolledRecords.Unwrap(),
                        topics)
                .addProcessor(StreamsTask.PROCESSOR, () -> new EachRecord(work.get()), "changes")
                .addStateStore(new CommitHook.Builder(), StreamsTask.PROCESSOR);
    }

    /** Not started yet. What Streams counts as a record is a whole poll of one partition, in its settings too. */
    public static KafkaStreams streams(Topology topology, Properties settings) {
        return new KafkaStreams(topology, settings, new PollingClients());
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

    private static final class EachRecord implements Processor<byte[], PolledRecords, Void, Void> {
        private final StreamsTask.Work work;

        EachRecord(StreamsTask.Work work) {
            this.work = work;
        }

        @Override
        public void init(ProcessorContext<Void, Void> context) {
            work.begin(new StreamsTask(context));
            CommitHook hook = context.getStateStore(CommitHook.NAME);
            hook.beforeCommit(work::beforeCommit);
        }

        @Override
        public void process(Record<byte[], PolledRecords> polled) {
            for (ConsumerRecord<byte[], byte[]> record : polled.value().records()) {
                work.process(record);
            }
        }
    }
}
