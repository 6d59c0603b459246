package io.tombolo.benchmarks.anchoring;

import com.sun.management.OperatingSystemMXBean;
import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.anchoring.config.ConfigFile;
import io.tombolo.anchoring.seal.LogKeys;
import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.schemas.registry.InMemoryRegistry;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.AppInfoParser;

/** The benchmark: the service with its shipped defaults and one stream thread, beside what bounds it from above. */
public final class AnchoringBenchmark {
    private AnchoringBenchmark() {}

    /**
     * Fills the topic when it has to, and measures.
     *
     * @param progress receives a line for each step
     * @throws IllegalStateException when the broker can't be used
     */
    public static Result run(Config bench, Consumer<String> progress) throws InterruptedException {
        AnchoringConfig config = ConfigFile.defaults()
                .withDataDir(bench.dir())
                .withKafka(Map.of("bootstrap.servers", bench.bootstrapServers()))
                .withDatasets(List.of(
                        AnchoringConfig.DatasetRule.avro("(?<organisation>bench\\.example)\\.(?<dataset>events-.*)")));
        config = config.withAnchor(config.anchor().withEnabled(false));
        InMemoryRegistry registry = new InMemoryRegistry();
        KeyPair key = Ed25519Keys.generate();
        LogKeys keys = organisation -> key;

        progress.accept("filling the topic with " + bench.records() + " records of " + bench.valueBytes() + " B");
        String topic;
        try {
            topic = BenchTopic.fill(config, bench, registry);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the topic can't be filled: " + e.getCause(), e);
        }
        List<BenchCase> cases = List.of(
                new BareConsumer(config, topic, bench.records()),
                new NoopStreams(config, topic, bench.records()),
                new FullService(config, keys, registry, bench.records()));
        return measure(bench, cases, progress);
    }

    private static Result measure(Config bench, List<BenchCase> cases, Consumer<String> progress)
            throws InterruptedException {
        Map<String, List<double[]>> runs = new LinkedHashMap<>();
        for (BenchCase measured : cases) {
            measured.run();
            progress.accept("warmed up: " + measured.name());
        }
        for (int round = 1; round <= bench.rounds(); round++) {
            for (BenchCase measured : cases) {
                long cpu = cpuNanos();
                long nanos = measured.run();
                double perSecond = bench.records() * 1e9 / nanos;
                double cpuPerMillion = (cpuNanos() - cpu) / 1e9 / (bench.records() / 1e6);
                runs.computeIfAbsent(measured.name(), name -> new ArrayList<>())
                        .add(new double[] {perSecond, cpuPerMillion});
                progress.accept(String.format(
                        Locale.ROOT,
                        "round %d of %d: %s, %.2f M events/s, %.2f CPU s per million",
                        round,
                        bench.rounds(),
                        measured.name(),
                        perSecond / 1e6,
                        cpuPerMillion));
            }
        }
        List<Result.CaseResult> results = new ArrayList<>();
        runs.forEach((name, values) -> results.add(new Result.CaseResult(name, median(values, 0), median(values, 1))));
        double ours = results.get(2).eventsPerSecond();
        return new Result(
                bench.records(),
                bench.rounds(),
                ours,
                ours / results.get(1).eventsPerSecond(),
                ours / results.get(0).eventsPerSecond(),
                results,
                machine());
    }

    private static double median(List<double[]> runs, int column) {
        double[] sorted = runs.stream().mapToDouble(run -> run[column]).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1
                ? sorted[middle]
                : Arrays.stream(sorted, middle - 1, middle + 1).average().orElseThrow();
    }

    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    static Map<String, String> machine() {
        return Map.of(
                "processors", Integer.toString(Runtime.getRuntime().availableProcessors()),
                "memory_mb", Long.toString(Runtime.getRuntime().maxMemory() >> 20),
                "java", System.getProperty("java.vm.version", "?"),
                "os", System.getProperty("os.name", "?") + " " + System.getProperty("os.arch", "?"),
                "kafka", AppInfoParser.getVersion());
    }

    /**
     * What to measure.
     *
     * @param bootstrapServers a broker in another process, with nothing else to do
     * @param dir folder for Streams' own files
     * @param records records in the topic, which is filled when it holds fewer
     * @param keyBytes length of a key, frame included
     * @param valueBytes length of a value, frame included
     * @param rounds how often each case runs; the cases take turns and medians are reported
     */
    public record Config(String bootstrapServers, Path dir, long records, int keyBytes, int valueBytes, int rounds) {
        public Config {
            if (records < 1_000 || keyBytes < 6 || valueBytes < 6 || rounds < 1) {
                throw new IllegalArgumentException("benchmark: " + records + " records (at least 1000) of " + keyBytes
                        + " and " + valueBytes + " bytes (at least 6), " + rounds + " rounds (at least 1)");
            }
        }

        /** 10 M records of 200 B with keys of 20 B, three rounds. */
        public static Config standard(String bootstrapServers, Path dir) {
            return new Config(bootstrapServers, dir, 10_000_000, 20, 200, 3);
        }
    }

    /**
     * What was measured.
     *
     * @param eventsPerSecond median of the anchoring runs
     * @param ratioToNoopStreams our rate by that of a Streams topology that only counts
     * @param ratioToBareConsumer our rate by that of a consumer that only counts bytes
     * @param cases each case with its medians
     * @param machine processors, memory, Java and Kafka versions
     */
    public record Result(
            long records,
            int rounds,
            double eventsPerSecond,
            double ratioToNoopStreams,
            double ratioToBareConsumer,
            List<CaseResult> cases,
            Map<String, String> machine) {
        public Result {
            cases = List.copyOf(cases);
            machine = Map.copyOf(machine);
        }

        /**
         * One case's medians.
         *
         * @param cpuSecondsPerMillion this process's CPU time, all threads; the broker's is not in it
         */
        public record CaseResult(String name, double eventsPerSecond, double cpuSecondsPerMillion) {}
    }
}
