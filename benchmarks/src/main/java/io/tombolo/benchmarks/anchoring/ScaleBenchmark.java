package io.tombolo.benchmarks.anchoring;

import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.anchoring.kafka.Clients;
import io.tombolo.schemas.contract.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Measures what many partitions cost: memory, the first start, and the way back after kill -9. */
public final class ScaleBenchmark {
    private static final long PATIENCE_MS = 900_000;

    private final Config config;
    private final Consumer<String> progress;

    private ScaleBenchmark(Config config, Consumer<String> progress) {
        this.config = config;
        this.progress = progress;
    }

    /**
     * Tries each size.
     *
     * @param progress receives a line for each step
     * @throws IllegalStateException when the broker can't be used, or the service doesn't manage a size in 15 minutes
     */
    public static Result run(Config config, Consumer<String> progress) throws IOException, InterruptedException {
        Files.createDirectories(config.dir());
        List<Result.Size> sizes = new ArrayList<>();
        for (int partitions : config.partitions()) {
            try {
                sizes.add(new ScaleBenchmark(config, progress).measure(partitions));
            } catch (ExecutionException e) {
                throw new IllegalStateException("the broker can't be used: " + e.getCause(), e);
            }
        }
        return new Result(sizes, config.javaOptions(), AnchoringBenchmark.machine());
    }

    private Result.Size measure(int partitions) throws IOException, ExecutionException, InterruptedException {
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
            return new Result.Size(
                    partitions, firstStart, heap, noop, Math.max(0, heap - noop) / partitions, resident, afterKill);
        }
    }

    private void await(ScaleProcess service, String metric, long value) throws IOException, InterruptedException {
        long until = System.currentTimeMillis() + PATIENCE_MS;
        for (long asked = System.nanoTime(); service.metric(metric) < value; asked = System.nanoTime()) {
            if (System.currentTimeMillis() > until) {
                throw new IllegalStateException(
                        metric + ": " + service.metric(metric) + " after 15 minutes, of " + value);
            }
            // The metrics of ten thousand logs take a while: asking must not be a part of what is measured.
            Thread.sleep(Math.max(100, 9 * TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - asked)));
        }
    }

    /** A process of the same instance begins on what the killed one left. Its first bundle is known by its time of writing. */
    private long afterKill(int partitions, ScaleTopics topics) throws IOException {
        AnchoringConfig reader =
                AnchoringConfig.FILE.defaults().withKafka(Map.of("bootstrap.servers", config.bootstrapServers()));
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

    /**
     * How many partitions to try.
     *
     * @param bootstrapServers a broker in another process; it needs about 100 kB and four open files for each partition
     * @param dir folder for the service's own files
     * @param partitions sizes to try, one after the other
     * @param records written into each partition before anything is measured
     * @param javaOptions of the process under test
     */
    public record Config(
            String bootstrapServers, Path dir, List<Integer> partitions, int records, List<String> javaOptions) {
        /** What {@code ./tombolo anchoring} runs with: everything below 1 GiB. */
        public static final List<String> SHIPPED = List.of(
                "-XX:+UseSerialGC",
                "-Xms256m",
                "-Xmx640m",
                "-XX:MetaspaceSize=96m",
                "-XX:MaxMetaspaceSize=128m",
                "-XX:MaxDirectMemorySize=96m",
                "-XX:ReservedCodeCacheSize=64m",
                "-Xss512k",
                "-XX:Tier4InvocationThreshold=15000",
                "-XX:Tier4MinInvocationThreshold=1800",
                "-XX:Tier4CompileThreshold=45000",
                "-XX:Tier4BackEdgeThreshold=120000");

        public Config {
            partitions = List.copyOf(partitions);
            javaOptions = List.copyOf(javaOptions);
            for (int size : partitions) {
                if (size < 1 || size > 100_000) {
                    throw new IllegalArgumentException("partitions: " + size + ", limit 1 to 100000");
                }
            }
            if (records < 1) {
                throw new IllegalArgumentException("records: " + records + ", at least 1");
            }
        }
    }

    /**
     * What was measured.
     *
     * @param javaOptions of the processes under test
     */
    public record Result(List<Size> sizes, List<String> javaOptions, Map<String, String> machine) {
        public Result {
            sizes = List.copyOf(sizes);
            javaOptions = List.copyOf(javaOptions);
            machine = Map.copyOf(machine);
        }

        /**
         * One number of partitions.
         *
         * @param firstStartMs from the start of the process until each partition's records are sealed; nothing was there before
         * @param heapBytes live heap of the service, once all logs are sealed and anchored
         * @param noopHeapBytes live heap of a Streams topology that does nothing, on the same partitions: Kafka's own share
         * @param bytesPerPartition what the service needs beyond that, heap and all
         * @param residentBytes the service's resident memory, at its highest; -1 where the system doesn't say
         * @param afterKillMs from the start of a new process after kill -9 until a reader of committed records sees its first new bundle
         */
        public record Size(
                int partitions,
                long firstStartMs,
                long heapBytes,
                long noopHeapBytes,
                long bytesPerPartition,
                long residentBytes,
                long afterKillMs) {}
    }
}
