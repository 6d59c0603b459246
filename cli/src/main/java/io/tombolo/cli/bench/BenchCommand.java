package io.tombolo.cli.bench;

import io.tombolo.benchmarks.anchoring.AnchoringBenchmark;
import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Folders;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.JsonOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        subcommands = {
            BenchScaleCommand.class,
            BenchConsumerCommand.class,
            BenchAuditCommand.class,
            BenchEvidenceCommand.class,
            BenchReceiptsCommand.class,
            BenchProtectCommand.class,
            BenchOpeningCommand.class,
            BenchReadSideCommand.class
        },
        description =
                "Measures a part on this machine. anchoring: the service beside a no-op Streams topology and a bare consumer.",
        footer = {
            "",
            "The broker runs in a JVM of its own, its data in a temporary folder (10 M records take about 3 GB)."
        })
final class BenchCommand implements Callable<Integer> {
    private static final int KEY_BYTES = 20;

    private enum Part {
        ANCHORING
    }

    // Not required, as a subcommand may stand in its place.
    @Parameters(arity = "0..1", paramLabel = "PART", description = "anchoring")
    @Nullable Part part;

    @Option(
            names = "--records",
            paramLabel = "N",
            defaultValue = "10000000",
            description = "records in the topic (default: ${DEFAULT-VALUE})")
    long records;

    @Option(
            names = "--value-bytes",
            paramLabel = "N",
            defaultValue = "200",
            description = "length of a value (default: ${DEFAULT-VALUE})")
    int valueBytes;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "runs of each case; medians are reported (default: ${DEFAULT-VALUE})")
    int rounds;

    @Mixin
    JsonOption output = new JsonOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (part == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "PART is missing: anchoring, anchoring-scale, consumer, audit, evidence, receipts, protect, opening or read-side");
        }
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        SecondCore second = SecondCore.measure();
        Path folder = Files.createTempDirectory("tombolo-bench");
        try (BenchBroker broker = BenchBroker.start(folder.resolve("kafka"))) {
            AnchoringBenchmark.Result result = AnchoringBenchmark.run(
                    new AnchoringBenchmark.Config(
                            broker.bootstrapServers(),
                            folder.resolve("service"),
                            records,
                            KEY_BYTES,
                            valueBytes,
                            rounds),
                    line -> {
                        err.println(line);
                        err.flush();
                    });
            if (output.isGiven()) {
                out.println(Json.text(fields(result, second)));
            } else {
                print(result, out);
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

    private static void print(AnchoringBenchmark.Result result, PrintWriter out) {
        for (AnchoringBenchmark.Result.CaseResult measured : result.cases()) {
            out.printf(
                    "  %-16s %6.2f M events/s %6.2f CPU s per million%n",
                    measured.name(), measured.eventsPerSecond() / 1e6, measured.cpuSecondsPerMillion());
        }
        out.printf("  to no-op streams %6.2f%n", result.ratioToNoopStreams());
        out.printf("  to bare consumer %6.2f%n", result.ratioToBareConsumer());
    }

    private static Map<String, Object> fields(AnchoringBenchmark.Result result, SecondCore second) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("events_per_second", result.eventsPerSecond());
        fields.put("ratio_to_noop_streams", result.ratioToNoopStreams());
        fields.put("ratio_to_bare_consumer", result.ratioToBareConsumer());
        fields.put("records", result.records());
        fields.put("rounds", result.rounds());
        List<Map<String, Object>> cases = result.cases().stream()
                .map(measured -> Map.<String, Object>of(
                        "name", measured.name(),
                        "events_per_second", measured.eventsPerSecond(),
                        "cpu_seconds_per_million", measured.cpuSecondsPerMillion()))
                .toList();
        fields.put("cases", cases);
        fields.put("machine", second.with(result.machine()));
        return fields;
    }
}
