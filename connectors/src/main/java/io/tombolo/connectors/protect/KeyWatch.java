package io.tombolo.connectors.protect;

import static io.tombolo.connectors.protect.KeyRecords.PARTITION;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what is written to {@code tombolo.keys}, so that a writer drops the keys that it has in memory when some were erased. */
final class KeyWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KeyWatch.class);
    private static final Duration STEP = Duration.ofSeconds(1);

    private final KafkaConsumer<String, byte[]> consumer;
    private final AtomicLong changes = new AtomicLong();
    private final Thread thread = new Thread(this::follow, "tombolo-keys");
    private volatile boolean closed;

    private KeyWatch(KafkaConsumer<String, byte[]> consumer) {
        this.consumer = consumer;
    }

    /** Counts what is written from now on. */
    static KeyWatch start(KeyRecords records) {
        // The topic must be there, or its end is not.
        boolean unused = records.with(admin -> true);
        KafkaConsumer<String, byte[]> consumer = records.consumer("read_committed");
        @Nullable KafkaConsumer<String, byte[]> failed = consumer;
        try {
            consumer.assign(List.of(PARTITION));
            consumer.seekToEnd(List.of(PARTITION));
            consumer.position(PARTITION);
            KeyWatch watch = new KeyWatch(consumer);
            watch.thread.setDaemon(true);
            watch.thread.start();
            failed = null;
            return watch;
        } finally {
            if (failed != null) {
                failed.close();
            }
        }
    }

    private void follow() {
        while (!closed) {
            try {
                int count = consumer.poll(STEP).count();
                if (count > 0) {
                    changes.addAndGet(count);
                }
            } catch (WakeupException | InterruptException e) {
                return;
            } catch (RuntimeException e) {
                // Whatever it is: a writer that does not follow the topic would seal with keys that are erased.
                // Something may have been missed: all is read again.
                changes.incrementAndGet();
                LOG.atWarn()
                        .addKeyValue("reason", e.getMessage())
                        .log("The topic of keys can't be read, and is tried again");
                if (!waited()) {
                    return;
                }
            }
        }
    }

    /** Whether it may continue. */
    private static boolean waited() {
        try {
            Thread.sleep(STEP.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    long changes() {
        return changes.get();
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        consumer.close();
    }
}
