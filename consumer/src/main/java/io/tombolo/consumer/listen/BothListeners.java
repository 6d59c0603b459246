package io.tombolo.consumer.listen;

import io.tombolo.verification.stream.Finding;
import io.tombolo.verification.verdict.Level;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Two listeners as one. */
record BothListeners(VerdictListener first, VerdictListener second) implements VerdictListener {
    @Override
    public void read(ConsumerRecord<?, ?> record) {
        first.read(record);
        second.read(record);
    }

    @Override
    public void reached(TopicPartition partition, long lastOffset, Level level) {
        first.reached(partition, lastOffset, level);
        second.reached(partition, lastOffset, level);
    }

    @Override
    public void refused(TopicPartition partition, Finding finding) {
        first.refused(partition, finding);
        second.refused(partition, finding);
    }

    @Override
    public void gone(TopicPartition partition, Finding finding) {
        first.gone(partition, finding);
        second.gone(partition, finding);
    }

    @Override
    public void skipped(ConsumerRecord<byte[], byte[]> record, Finding finding) {
        first.skipped(record, finding);
        second.skipped(record, finding);
    }

    @Override
    public void delayed(TopicPartition partition, String why) {
        first.delayed(partition, why);
        second.delayed(partition, why);
    }
}
