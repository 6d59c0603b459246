package io.tombolo.server;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;

/** Polls a consumer without end, also after it was refused. */
final class ReadingThread implements AutoCloseable {
    private static final Duration STEP = Duration.ofMillis(100);

    private final Seen seen = new Seen();
    private final Consumer<?, ?> consumer;
    private final Thread thread;
    private volatile boolean closed;
    private volatile Throwable died;

    ReadingThread(String name, Consumer<?, ?> consumer) {
        this.consumer = consumer;
        thread = new Thread(this::run, name);
        thread.start();
    }

    private void run() {
        try {
            while (!closed) {
                try {
                    for (ConsumerRecord<?, ?> record : consumer.poll(STEP)) {
                        seen.take(record.partition(), record.offset(), record.timestamp());
                    }
                } catch (AuthorizationException | AuthenticationException e) {
                    seen.refused(e);
                    LockSupport.parkNanos(STEP.toNanos());
                }
            }
        } catch (RuntimeException | Error e) {
            died = e;
        }
    }

    Seen seen() {
        return seen;
    }

    /** How many it has, by the client's own metric. */
    long connections() {
        return metric("connection-count");
    }

    /** Whether a request of it is at the broker. */
    boolean waitsForAnAnswer() {
        return metric("request-total") > metric("response-total");
    }

    private long metric(String name) {
        return consumer.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals(name)
                        && metric.metricName().group().equals("consumer-metrics"))
                .mapToLong(metric -> Math.round(((Number) metric.metricValue()).doubleValue()))
                .sum();
    }

    /** Null while it reads. */
    Throwable died() {
        return died;
    }

    @Override
    public void close() {
        closed = true;
        Feed.join(thread);
        try {
            consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
        } catch (KafkaException e) {
            // One that is cut off can't leave its group.
            seen.refused(e);
        }
    }
}
