package io.tombolo.benchmarks.anchoring;

import com.sun.management.OperatingSystemMXBean;
import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.anchoring.config.DatasetRule;
import io.tombolo.anchoring.seal.LogKeys;
import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.schemas.registry.InMemoryRegistry;
import java.lang.management.ManagementFactory;
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
     * @param progress is told each step, one line each
     * @throws IllegalStateException when the broker can't be used
     */
    public static BenchResult run(BenchConfig bench, Consumer<String> progress) throws InterruptedException {
        AnchoringConfig config = AnchoringConfig.defaults()
                .withDataDir(bench.dir())
                .withKafka(Map.of("bootstrap.servers", bench.bootstrapServers()))
                .withDatasets(List.of(DatasetRule.avro("(?<organisation>bench\\.example)\\.(?<dataset>events-.*)")));
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

    private static BenchResult measure(BenchConfig bench, List<BenchCase> cases, Consumer<String> progress)
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
        List<BenchResult.CaseResult> results = new ArrayList<>();
        runs.forEach(
                (name, values) -> results.add(new BenchResult.CaseResult(name, median(values, 0), median(values, 1))));
        double ours = results.get(2).eventsPerSecond();
        return new BenchResult(
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
}
