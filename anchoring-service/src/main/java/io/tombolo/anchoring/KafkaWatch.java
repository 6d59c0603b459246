package io.tombolo.anchoring;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;

/** Asks the cluster for its nodes now and then: Kafka's own clients wait for brokers without a word, however long they are away. */
final class KafkaWatch implements AutoCloseable {
    private final Admin admin;
    private final Runnable seen;
    private final ScheduledExecutorService thread;
    private final int patienceMs;

    private KafkaWatch(Admin admin, Duration every, Runnable seen) {
        this.admin = admin;
        this.seen = seen;
        this.patienceMs = (int) every.toMillis();
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "kafka-watch");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Calls {@code seen} each time that a broker answered; owns {@code admin} from now on. */
    public static KafkaWatch start(Admin admin, Duration every, Runnable seen) {
        KafkaWatch watch = new KafkaWatch(admin, every, seen);
        var unused = watch.thread.scheduleWithFixedDelay(watch::look, 0, every.toMillis(), TimeUnit.MILLISECONDS);
        return watch;
    }

    private void look() {
        try {
            admin.describeCluster(new DescribeClusterOptions().timeoutMs(patienceMs))
                    .clusterId()
                    .get();
            seen.run();
        } catch (ExecutionException e) {
            // No answer: what was seen last grows old, and that is what is reported.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        admin.close(Duration.ofSeconds(1));
    }
}
