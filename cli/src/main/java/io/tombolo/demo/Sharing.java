package io.tombolo.demo;

import io.tombolo.consumer.readside.ProvenanceClient;
import io.tombolo.publish.Publication;
import io.tombolo.publish.Publisher;
import io.tombolo.server.ServerException;
import io.tombolo.server.Tombolo;
import io.tombolo.terminal.Progress;
import io.tombolo.terminal.Table;
import io.tombolo.verification.receipt.AnchorTrust;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The three organisations share their files at the same time, and the ledger anchors what they share and the witnesses cosign it. */
final class Sharing {
    /** Without any progress: a busy machine takes its time. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Publisher publisher;
    private final Tombolo node;
    private final ProvenanceClient readSide;
    private final Path folder;

    Sharing(Publisher publisher, Tombolo node, Path folder) {
        this.publisher = publisher;
        this.node = node;
        this.readSide = new ProvenanceClient(URI.create(node.endpoints().api()));
        this.folder = folder;
    }

    /** What was shared, and at what cost to the ledger. */
    record Result(String table, long events, long batches, long transactions, Latency latency) {}

    Result run() throws InterruptedException {
        Path files = folder.resolve("files");
        try {
            Files.createDirectories(files);
        } catch (IOException e) {
            throw new ServerException("folder " + files + " can't be made: " + e.getMessage(), e);
        }
        try (Progress bar = Progress.of("Publishing", SharedDataset.allRows(), " rows")) {
            publishAll(files, bar);
        }
        try (Progress bar = Progress.of("Anchoring", SharedDataset.allRows(), " rows")) {
            awaitAnchored(bar);
        }
        return result();
    }

    private void publishAll(Path files, Progress bar) throws InterruptedException {
        Map<SharedDataset, Long> done = new ConcurrentHashMap<>();
        ExecutorService organisations = Executors.newFixedThreadPool(SharedDataset.values().length);
        try {
            List<Future<?>> sharing = new ArrayList<>();
            for (SharedDataset dataset : SharedDataset.values()) {
                Publication publication = dataset.unpack(files);
                sharing.add(organisations.submit(() -> publisher.publish(publication, step -> {
                    done.put(dataset, step.rows());
                    bar.at(done.values().stream().mapToLong(Long::longValue).sum());
                })));
            }
            for (Future<?> one : sharing) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } finally {
            organisations.shutdownNow();
        }
    }

    private void awaitAnchored(Progress bar) throws InterruptedException {
        long progress = System.nanoTime();
        long anchored = 0;
        do {
            Thread.sleep(100);
            long now = anchoredEverywhere();
            bar.at(now);
            if (now != anchored) {
                progress = System.nanoTime();
            } else if (System.nanoTime() - progress > PATIENCE.toNanos()) {
                throw new ServerException(String.format(
                        "%,d of %,d rows are anchored and cosigned, and no more since %d s: see logs/tombolo.log in the data folder",
                        now, SharedDataset.allRows(), PATIENCE.toSeconds()));
            }
            anchored = now;
        } while (anchored < SharedDataset.allRows());
    }

    /** How many rows the ledger and each of the witnesses confirm. */
    private long anchoredEverywhere() {
        List<String> ledgers =
                readSide.policy().ledgers().stream().map(AnchorTrust::name).toList();
        return readSide.datasets().stream()
                .flatMap(dataset -> dataset.logs().stream())
                .map(readSide::anchoredSizes)
                .mapToLong(sizes -> ledgers.stream()
                        .mapToLong(ledger -> sizes.getOrDefault(ledger, 0L))
                        .min()
                        .orElse(0))
                .sum();
    }

    private Result result() {
        Table table = new Table("dataset", "owner", "events", "partitions", "batches", "anchored");
        Latency.Collector latency = new Latency.Collector(readSide);
        long events = 0;
        long batches = 0;
        for (SharedDataset dataset : SharedDataset.values()) {
            ProvenanceClient.ListedDataset listed = readSide.datasets().stream()
                    .filter(one -> one.dataset().equals(dataset.id().toString()))
                    .findFirst()
                    .orElseThrow();
            long sealed =
                    listed.logs().stream().mapToLong(readSide::checkpointCount).sum();
            listed.logs()
                    .forEach(log ->
                            latency.add(log, node.consortium().as(dataset.id().organisation())));
            table.add(
                    dataset.id().name(),
                    dataset.id().organisation(),
                    listed.events(),
                    (long) listed.logs().size(),
                    sealed,
                    listed.anchored());
            events += listed.anchored();
            batches += sealed;
        }
        return new Result(table.toString(), events, batches, latency.transactions(), latency.result());
    }
}
