package io.tombolo.consumer;

import io.tombolo.consumer.listen.VerdictListener;
import io.tombolo.verification.stream.Finding;
import io.tombolo.verification.verdict.Level;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;

/** Verdicts on their way from the threads that reach them to the application's polling thread. */
final class QueuedVerdicts implements VerdictListener {
    private final Queue<Consumer<VerdictListener>> verdicts = new ConcurrentLinkedQueue<>();

    /** Reports what came in since the last call. */
    void tell(VerdictListener listener) {
        for (Consumer<VerdictListener> one = verdicts.poll(); one != null; one = verdicts.poll()) {
            one.accept(listener);
        }
    }

    @Override
    public void reached(TopicPartition partition, long lastOffset, Level level) {
        verdicts.add(listener -> listener.reached(partition, lastOffset, level));
    }

    @Override
    public void refused(TopicPartition partition, Finding finding) {
        verdicts.add(listener -> listener.refused(partition, finding));
    }

    @Override
    public void gone(TopicPartition partition, Finding finding) {
        verdicts.add(listener -> listener.gone(partition, finding));
    }

    @Override
    public void delayed(TopicPartition partition, String why) {
        verdicts.add(listener -> listener.delayed(partition, why));
    }
}
