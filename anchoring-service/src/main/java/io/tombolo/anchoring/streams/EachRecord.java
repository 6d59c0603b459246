package io.tombolo.anchoring.streams;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** The topology's one processor: passes each record of a poll, and each commit, to the task's work. */
final class EachRecord implements Processor<byte[], PolledRecords, Void, Void> {
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
