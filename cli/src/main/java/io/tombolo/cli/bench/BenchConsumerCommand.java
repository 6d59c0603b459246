package io.tombolo.cli.bench;

import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.JsonOption;
import io.tombolo.consumer.bench.ConsumerBenchConfig;
import io.tombolo.consumer.bench.ConsumerBenchResult;
import io.tombolo.consumer.bench.ConsumerBenchmark;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "consumer",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures a verifying consumer beside a bare one, and beside one that deserialises Avro.",
        footer = {
            "",
            "The broker runs in a JVM of its own, its data in a temporary folder (5 M records take about 1.5 GB)."
        })
final class BenchConsumerCommand implements Callable<Integer> {
    @Option(
            names = "--records",
            paramLabel = "N",
            defaultValue = "5000000",
            description = "records in the topic, all partitions together (default: ${DEFAULT-VALUE})")
    long records;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "runs of each case after one to warm up; medians are reported (default: ${DEFAULT-VALUE})")
    int rounds;

    @Mixin
    JsonOption output = new JsonOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Path folder = Files.createTempDirectory("tombolo-bench");
        try (BenchBroker broker = BenchBroker.start(folder.resolve("kafka"))) {
            ConsumerBenchResult result =
                    ConsumerBenchmark.run(new ConsumerBenchConfig(broker.bootstrapServers(), records, rounds), line -> {
                        err.println(line);
                        err.flush();
                    });
            if (output.isGiven()) {
                out.println(Json.text(ConsumerBenchJson.fields(result)));
            } else {
                print(result, out);
            }
            out.flush();
            return ExitCode.GOOD;
        } catch (IllegalArgumentException e) {
            throw new CommandException(String.valueOf(e.getMessage()));
        } finally {
            BenchCommand.delete(folder);
        }
    }

    private static void print(ConsumerBenchResult result, PrintWriter out) {
        for (ConsumerBenchResult.CaseResult measured : result.cases()) {
            out.printf(
                    "  %-32s %6.2f M records/s %6.2f CPU s per million, %.2f of them polling%n",
                    measured.name(),
                    measured.recordsPerSecond() / 1e6,
                    measured.cpuSecondsPerMillion(),
                    measured.pollingCpuSecondsPerMillion());
        }
        for (ConsumerBenchResult.Ratio ratio : result.ratios()) {
            out.printf("  %-40s %5.2f, at least %.2f%n", ratio.name(), ratio.value(), ratio.floor());
        }
        out.println("  " + result.machine());
    }
}
