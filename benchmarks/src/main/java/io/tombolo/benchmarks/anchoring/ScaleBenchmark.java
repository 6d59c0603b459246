package io.tombolo.benchmarks.anchoring;

import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.anchoring.kafka.Clients;
import io.tombolo.schemas.contract.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Measures what many partitions cost: memory, the first start, and the way back after kill -9. */
public final class ScaleBenchmark {
    private static final long PATIENCE_MS = 900_000;

    private final ScaleConfig config;
    private final Consumer<String> progress;

    private ScaleBenchmark(ScaleConfig config, Consumer<String> progress) {
        this.config = config;
        this.progress = progress;
    }

    /**
     * Tries each size.
     *
     * @param progress is told each step, one line each
     * @throws IllegalStateException when the broker can't be used, or the service doesn't manage a size in 15 minutes
     */
    public static ScaleResult run(ScaleConfig config, Consumer<String> progress)
            throws IOException, InterruptedException {
        Files.createDirectories(config.dir());
        List<ScaleResult.Size> sizes = new ArrayList<>();
        for (int partitions : config.partitions()) {
            try {
                sizes.add(new ScaleBenchmark(config, progress).measure(partitions));
            } catch (ExecutionException e) {
                throw new IllegalStateException("the broker can't be used: " + e.getCause(), e);
            }
        }
        return new ScaleResult(sizes, config.javaOptions(), AnchoringBenchmark.machine());
    }

    private ScaleResult.Size measure(int partitions) throws IOException, ExecutionException, InterruptedException {
        progress.accept(partitions + " partitions: making topics");
        try (ScaleTopics topics = new ScaleTopics(config.bootstrapServers(), partitions)) {
            topics.make();
            topics.write(config.records());
            long leaves = (long) partitions * config.records();
            progress.accept(partitions + " partitions: first start");
            long began = System.currentTimeMillis();
            long firstStart;
            long heap;
            long resident;
            long afterKill;
            ScaleProcess service = ScaleProcess.start(config, partitions, "service");
            try {
                service.awaitRunning();
                await(service, "tombolo_anchoring_leaves_sealed", leaves);
                firstStart = System.currentTimeMillis() - began;
                await(service, "tombolo_anchoring_leaves_anchored", leaves);
                heap = service.heap();
                resident = service.resident();
                progress.accept(String.format(
                        Locale.ROOT,
                        "%d partitions: sealed after %d ms, heap %d MB, resident %d MB; kill -9",
                        partitions,
                        firstStart,
                        heap >> 20,
                        resident >> 20));
            } finally {
                service.close();
            }
            afterKill = afterKill(partitions, topics);
            progress.accept(
                    partitions + " partitions: first new bundle visible after " + afterKill + " ms; no-op beside");
            long noop = noopHeap(partitions);
            return new ScaleResult.Size(
                    partitions, firstStart, heap, noop, Math.max(0, heap - noop) / partitions, resident, afterKill);
        }
    }

    private void await(ScaleProcess service, String metric, long value) throws IOException, InterruptedException {
        long until = System.currentTimeMillis() + PATIENCE_MS;
        while (service.metric(metric) < value) {
            if (System.currentTimeMillis() > until) {
                throw new IllegalStateException(
                        metric + ": " + service.metric(metric) + " after 15 minutes, of " + value);
            }
            Thread.sleep(100);
        }
    }

    /** A process of the same instance begins on what the killed one left. Its first bundle is known by its time of writing. */
    private long afterKill(int partitions, ScaleTopics topics) throws IOException {
        AnchoringConfig reader =
                AnchoringConfig.defaults().withKafka(Map.of("bootstrap.servers", config.bootstrapServers()));
        try (KafkaConsumer<byte[], byte[]> log = Clients.reader(reader)) {
            TopicPartition partition = new TopicPartition(Topics.LOG, 0);
            log.assign(List.of(partition));
            log.seekToEnd(List.of(partition));
            log.position(partition);
            long began = System.currentTimeMillis();
            try (ScaleProcess again = ScaleProcess.start(config, partitions, "service")) {
                for (long now = began; now < began + PATIENCE_MS && again.isAlive(); now = System.currentTimeMillis()) {
                    topics.writeOne();
                    for (ConsumerRecord<byte[], byte[]> bundle : log.poll(Duration.ofMillis(20))) {
                        if (bundle.timestamp() >= began) {
                            return System.currentTimeMillis() - began;
                        }
                    }
                }
            }
        }
        throw new IllegalStateException(partitions + " partitions: nothing new after kill -9");
    }

    private long noopHeap(int partitions) throws IOException {
        try (ScaleProcess noop = ScaleProcess.start(config, partitions, "noop")) {
            noop.awaitRunning();
            return noop.heap();
        }
    }
}
