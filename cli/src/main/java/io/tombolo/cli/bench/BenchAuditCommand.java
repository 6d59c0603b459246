package io.tombolo.cli.bench;

import io.tombolo.benchmarks.consumer.AuditBenchmark;
import io.tombolo.benchmarks.consumer.ConsumerBenchmark;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures the audit of a whole topic beside a verifying consumer that reads the same.",
        footer = {
            "",
            "The broker runs in a JVM of its own, its data in a temporary folder (10 M records take about 3 GB)."
        })
final class BenchAuditCommand extends ReadingBench {
    @Option(
            names = "--records",
            paramLabel = "N",
            defaultValue = "10000000",
            description = "records in the topic, all partitions together (default: ${DEFAULT-VALUE})")
    long records;

    @Override
    long records() {
        return records;
    }

    @Override
    ConsumerBenchmark.Result measure(ConsumerBenchmark.Config config, Consumer<String> progress)
            throws InterruptedException {
        return AuditBenchmark.run(config, progress);
    }

    @Override
    String line(ConsumerBenchmark.Result.CaseResult measured) {
        return String.format(
                "%-46s %6.2f M records/s %6.2f CPU s per million",
                measured.name(), measured.recordsPerSecond() / 1e6, measured.cpuSecondsPerMillion());
    }
}
