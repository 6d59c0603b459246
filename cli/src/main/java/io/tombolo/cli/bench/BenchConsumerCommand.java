package io.tombolo.cli.bench;

import io.tombolo.benchmarks.consumer.ConsumerBenchmark;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "consumer",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures a verifying consumer beside a bare one, and beside one that deserialises Avro.",
        footer = {
            "",
            "The broker runs in a JVM of its own, its data in a temporary folder (5 M records take about 1.5 GB)."
        })
final class BenchConsumerCommand extends ReadingBench {
    @Option(
            names = "--records",
            paramLabel = "N",
            defaultValue = "5000000",
            description = "records in the topic, all partitions together (default: ${DEFAULT-VALUE})")
    long records;

    @Override
    long records() {
        return records;
    }

    @Override
    ConsumerBenchmark.Result measure(ConsumerBenchmark.Config config, Consumer<String> progress)
            throws InterruptedException {
        return ConsumerBenchmark.run(config, progress);
    }

    @Override
    String line(ConsumerBenchmark.Result.CaseResult measured) {
        return String.format(
                "%-32s %6.2f M records/s %6.2f CPU s per million, %.2f of them polling",
                measured.name(),
                measured.recordsPerSecond() / 1e6,
                measured.cpuSecondsPerMillion(),
                measured.pollingCpuSecondsPerMillion());
    }
}
