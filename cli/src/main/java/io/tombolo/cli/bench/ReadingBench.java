package io.tombolo.cli.bench;

import io.tombolo.benchmarks.consumer.ConsumerBenchmark;
import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Folders;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.JsonOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A benchmark that reads one topic in several ways, in turns, from a broker in a JVM of its own. */
abstract class ReadingBench implements Callable<Integer> {
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

    /** Records in the topic. */
    abstract long records();

    abstract ConsumerBenchmark.Result measure(ConsumerBenchmark.Config config, Consumer<String> progress)
            throws InterruptedException;

    /** The result of one case, for people. */
    abstract String line(ConsumerBenchmark.Result.CaseResult measured);

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        SecondCore second = SecondCore.measure();
        Path folder = Files.createTempDirectory("tombolo-bench");
        try (BenchBroker broker = BenchBroker.start(folder.resolve("kafka"))) {
            ConsumerBenchmark.Result result =
                    measure(new ConsumerBenchmark.Config(broker.bootstrapServers(), records(), rounds), line -> {
                        err.println(line);
                        err.flush();
                    });
            if (output.isGiven()) {
                out.println(Json.text(ConsumerBenchJson.fields(result, second)));
            } else {
                result.cases().forEach(measured -> out.println("  " + line(measured)));
                for (ConsumerBenchmark.Result.Ratio ratio : result.ratios()) {
                    out.printf("  %-56s %5.2f, at least %.2f%n", ratio.name(), ratio.value(), ratio.floor());
                }
                second.print(out);
                out.println("  " + result.machine());
            }
            out.flush();
            return ExitCode.GOOD;
        } catch (IllegalArgumentException e) {
            throw new CommandException(String.valueOf(e.getMessage()));
        } finally {
            Folders.delete(folder);
        }
    }
}
