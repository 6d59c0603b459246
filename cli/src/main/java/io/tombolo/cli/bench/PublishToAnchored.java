package io.tombolo.cli.bench;

import io.tombolo.cli.shell.CommandException;
import io.tombolo.consumer.readside.ProvenanceClient;
import io.tombolo.schemas.contract.AnchorRecord;
import io.tombolo.server.Tombolo;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Publishes events at a steady rate to one partition and watches the read side: an event is anchored when the read side shows an
 * anchor that covers it, which is when anybody else can see it too.
 */
final class PublishToAnchored {
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);
    private static final int WARM_UP = 50;

    private final Tombolo node;
    private final String organisation;
    private final String dataset = BenchEvents.newDataset();
    private final long[] sent;
    private final long[] millis;
    private final long pauseNanos;
    private final ProvenanceClient readSide;

    PublishToAnchored(Tombolo node, int events, int rate) {
        this.node = node;
        this.organisation =
                node.consortium().organisations().map(names -> names.get(0)).orElse("bench.example");
        this.sent = new long[events + WARM_UP];
        this.millis = new long[events];
        this.pauseNanos = TimeUnit.SECONDS.toNanos(1) / rate;
        this.readSide = new ProvenanceClient(URI.create(node.endpoints().api()));
    }

    /**
     * What came out.
     *
     * @param millis for each event, ascending
     * @param transactions on the ledger that carried them
     */
    record Measured(List<Long> millis, long transactions) {

        /** The smallest value that this share of all events does not exceed; 100 for the longest. */
        long percentile(int percent) {
            return millis.get(Math.max(0, (int) Math.ceil(millis.size() * percent / 100.0) - 1));
        }
    }

    Measured measure() throws InterruptedException {
        try (BenchEvents events = BenchEvents.to(node, organisation + "." + dataset, Map.of("linger.ms", 0))) {
            // The first events wait for the topic to be found and the dataset to be registered: they are not counted.
            for (int i = 0; i < WARM_UP; i++) {
                send(events, i);
            }
            watch(WARM_UP, 0);
            Thread sending = new Thread(() -> sendAll(events), "bench-producer");
            sending.start();
            watch(sent.length, WARM_UP);
            sending.join();
        }
        List<AnchorRecord> anchors =
                node.consortium().as(organisation).history(organisation + "/" + dataset + "/0", WARM_UP + 1, 1000);
        return new Measured(
                Arrays.stream(millis).sorted().boxed().toList(),
                anchors.stream().map(AnchorRecord::transactionId).distinct().count());
    }

    private void sendAll(BenchEvents events) {
        long next = System.nanoTime();
        for (int i = WARM_UP; i < sent.length; i++) {
            while (System.nanoTime() < next) {
                java.util.concurrent.locks.LockSupport.parkNanos(next - System.nanoTime());
            }
            send(events, i);
            next += pauseNanos;
        }
    }

    private void send(BenchEvents events, int index) {
        synchronized (sent) {
            sent[index] = System.nanoTime();
        }
        events.send();
    }

    /** Asks until so many are anchored, and notes when each from {@code first} on was seen to be. */
    private void watch(int until, int first) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS + (until - first) * pauseNanos;
        int seen = first;
        while (seen < until) {
            int anchored = (int) readSide.datasets().stream()
                    .filter(one -> one.dataset().equals(organisation + "/" + dataset))
                    .mapToLong(one -> one.anchored())
                    .sum();
            long now = System.nanoTime();
            synchronized (sent) {
                for (; seen < Math.min(anchored, until); seen++) {
                    if (seen >= WARM_UP) {
                        millis[seen - WARM_UP] = TimeUnit.NANOSECONDS.toMillis(now - sent[seen]);
                    }
                }
            }
            if (now > deadline) {
                throw new CommandException(
                        anchored + " of " + until + " events are anchored, and nothing more comes: see "
                                + "whether the ledger takes transactions");
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }
}
