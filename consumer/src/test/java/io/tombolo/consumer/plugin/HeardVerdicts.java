package io.tombolo.consumer.plugin;

import io.tombolo.consumer.listen.VerdictListener;
import io.tombolo.verification.verdict.Level;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;

/** A listener that Kafka makes by its name; the tests run one after the other, so it may remember in one place. */
public final class HeardVerdicts implements VerdictListener {
    static final AtomicLong SEALED = new AtomicLong(-1);

    @Override
    public void reached(TopicPartition partition, long lastOffset, Level level) {
        SEALED.accumulateAndGet(lastOffset, Math::max);
    }
}
