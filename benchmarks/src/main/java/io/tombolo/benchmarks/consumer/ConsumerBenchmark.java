package io.tombolo.benchmarks.consumer;

import com.sun.management.OperatingSystemMXBean;
import io.tombolo.benchmarks.consumer.ConsumerBenchmark.Result.CaseResult;
import io.tombolo.benchmarks.consumer.ConsumerBenchmark.Result.Ratio;
import io.tombolo.schemas.commit.Committer;
import io.tombolo.schemas.commit.PartFormat;
import io.tombolo.schemas.registry.InMemoryRegistry;
import io.tombolo.schemas.registry.RegistrySchemaHashes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.AppInfoParser;

/** What verifying costs a consumer: the same topic read with and without it, in turns, in one run. */
public final class ConsumerBenchmark {
    private ConsumerBenchmark() {}

    /**
     * Fills the topic and measures.
     *
     * @param progress receives a line for each step
     * @throws IllegalStateException when the broker can't be used
     */
    public static Result run(Config bench, Consumer<String> progress) throws InterruptedException {
        InMemoryRegistry registry = new InMemoryRegistry();
        progress.accept("filling the topic with " + bench.records() + " records");
        try (BenchReadSide readSide =
                new BenchReadSide(new Committer(new RegistrySchemaHashes(registry), PartFormat.RAW, PartFormat.AVRO))) {
            int valueBytes = BenchTopic.fill(bench.bootstrapServers(), bench.records(), registry);
            progress.accept("sealing it");
            seal(bench, readSide);
            Reading.Source source = new Reading.Source(readSide, registry, readSide.sealAll());
            return measure(bench, valueBytes, Reading.all(registry), source, progress);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the topic can't be filled: " + e.getCause(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void seal(Config bench, BenchReadSide readSide) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", bench.bootstrapServers(), "auto.offset.reset", "earliest");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(IntStream.range(0, BenchTopic.PARTITIONS)
                    .mapToObj(partition -> new TopicPartition(BenchTopic.DATASET.topic(), partition))
                    .toList());
            for (long read = 0; read < bench.records(); ) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    readSide.append(record);
                    read++;
                }
            }
        }
    }

    private static Result measure(
            Config bench, int valueBytes, List<Reading<?>> readings, Reading.Source source, Consumer<String> progress) {
        Map<String, List<CaseResult>> runs = new HashMap<>();
        for (int round = 0; round <= bench.rounds(); round++) {
            for (Reading<?> reading : readings) {
                long cpu = cpuNanos();
                Reading.Run took = reading.run(bench.bootstrapServers(), bench.records(), source);
                CaseResult run = new CaseResult(
                        reading.name(),
                        bench.records() * 1e9 / took.elapsed(),
                        secondsPerMillion(cpuNanos() - cpu, bench),
                        secondsPerMillion(took.pollingCpu(), bench));
                if (round > 0) {
                    runs.computeIfAbsent(reading.name(), name -> new ArrayList<>())
                            .add(run);
                }
                progress.accept(String.format(
                        Locale.ROOT,
                        "%s: %s, %.2f M records/s, %.2f CPU s per million, %.2f of them polling",
                        round == 0 ? "warm-up" : "round " + round + " of " + bench.rounds(),
                        run.name(),
                        run.recordsPerSecond() / 1e6,
                        run.cpuSecondsPerMillion(),
                        run.pollingCpuSecondsPerMillion()));
            }
        }
        List<CaseResult> cases = readings.stream()
                .map(reading -> median(runs.getOrDefault(reading.name(), List.of())))
                .toList();
        return new Result(
                bench.records(),
                BenchTopic.PARTITIONS,
                valueBytes,
                bench.rounds(),
                cases,
                List.of(
                        ratio(cases, 1, 0, 0.55),
                        ratio(cases, 2, 0, 0.75),
                        ratio(cases, 4, 3, 0.75),
                        ratio(cases, 5, 3, 0.95)),
                machine());
    }

    static Ratio ratio(List<CaseResult> cases, int of, int to, double floor) {
        return new Ratio(
                cases.get(of).name() + " / " + cases.get(to).name(),
                cases.get(of).recordsPerSecond() / cases.get(to).recordsPerSecond(),
                floor);
    }

    static CaseResult median(List<CaseResult> runs) {
        return new CaseResult(
                runs.get(0).name(),
                median(runs.stream().mapToDouble(CaseResult::recordsPerSecond).toArray()),
                median(runs.stream()
                        .mapToDouble(CaseResult::cpuSecondsPerMillion)
                        .toArray()),
                median(runs.stream()
                        .mapToDouble(CaseResult::pollingCpuSecondsPerMillion)
                        .toArray()));
    }

    static double secondsPerMillion(long nanos, Config bench) {
        return nanos / 1e9 / (bench.records() / 1e6);
    }

    private static double median(double[] values) {
        double[] sorted = Arrays.stream(values).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    static long cpuNanos() {
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
     * @param records records in the topic, all partitions together
     * @param rounds how often each case is measured, after one round to warm up; the cases take turns and medians are reported
     */
    public record Config(String bootstrapServers, long records, int rounds) {
        public Config {
            if (records < 1_000 || rounds < 1) {
                throw new IllegalArgumentException(
                        "benchmark: " + records + " records (at least 1000), " + rounds + " rounds (at least 1)");
            }
        }
    }

    /**
     * What was measured.
     *
     * @param valueBytes average length of a value
     * @param ratios rates by that of the consumer without verification that does the same otherwise
     * @param machine processors, memory, Java and Kafka versions
     */
    public record Result(
            long records,
            int partitions,
            int valueBytes,
            int rounds,
            List<CaseResult> cases,
            List<Ratio> ratios,
            Map<String, String> machine) {
        public Result {
            cases = List.copyOf(cases);
            ratios = List.copyOf(ratios);
            machine = Map.copyOf(machine);
        }

        /**
         * One case's medians.
         *
         * @param cpuSecondsPerMillion this process's CPU time, all threads; the broker's is not in it
         * @param pollingCpuSecondsPerMillion what of that the polling thread took: with a core to spare for the others, its inverse is the
         *     rate that can be had
         */
        public record CaseResult(
                String name,
                double recordsPerSecond,
                double cpuSecondsPerMillion,
                double pollingCpuSecondsPerMillion) {}

        /**
         * Two medians' quotient.
         *
         * @param floor what it must reach
         */
        public record Ratio(String name, double value, double floor) {}
    }
}
