package io.tombolo.cli.bench;

import io.tombolo.benchmarks.anchoring.ScaleBenchmark;
import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Folders;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.JsonOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "anchoring-scale",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Measures what many partitions cost the anchoring service: memory, first start, and the way back after kill -9.",
        footer = {
            "",
            "The service runs with the memory that ./tombolo anchoring has, its broker in another JVM. 10,000 partitions need "
                    + "12,000 open files (ulimit -n) and about 3 GB of disk for a while."
        })
final class BenchScaleCommand implements Callable<Integer> {
    @Option(
            names = "--partitions",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,1000,10000",
            description = "numbers of partitions to try, comma-separated (default: ${DEFAULT-VALUE})")
    List<Integer> partitions = List.of();

    @Option(
            names = "--records",
            paramLabel = "N",
            defaultValue = "20",
            description = "records in each partition (default: ${DEFAULT-VALUE})")
    int records;

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
        // Small indexes: each is mapped into memory.
        try (BenchBroker broker = BenchBroker.start(
                folder.resolve("kafka"), Map.of("log.index.size.max.bytes", "65536", "num.io.threads", "8"))) {
            ScaleBenchmark.Result result = ScaleBenchmark.run(
                    new ScaleBenchmark.Config(
                            broker.bootstrapServers(), folder.resolve("service"), partitions, records, javaOptions()),
                    line -> {
                        err.println(line);
                        err.flush();
                    });
            if (output.isGiven()) {
                out.println(Json.text(fields(result)));
            } else {
                print(result, out);
            }
            out.flush();
            return ExitCode.GOOD;
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new CommandException(String.valueOf(e.getMessage()));
        } finally {
            Folders.delete(folder);
        }
    }

    /** As it ships; with the archive of classes that this command was started with, as {@code ./tombolo anchoring} would be. */
    private static List<String> javaOptions() {
        return Stream.concat(
                        ScaleBenchmark.Config.SHIPPED.stream(),
                        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                                .filter(option -> option.startsWith("-XX:SharedArchiveFile=")))
                .toList();
    }

    private static void print(ScaleBenchmark.Result result, PrintWriter out) {
        out.println("  partitions  first start s  after kill -9 s  heap MB  no-op MB  KiB per partition  resident MB");
        for (ScaleBenchmark.Result.Size size : result.sizes()) {
            out.printf(
                    "  %10d  %13.1f  %15.1f  %7d  %8d  %17.1f  %11d%n",
                    size.partitions(),
                    size.firstStartMs() / 1e3,
                    size.afterKillMs() / 1e3,
                    size.heapBytes() >> 20,
                    size.noopHeapBytes() >> 20,
                    size.bytesPerPartition() / 1024.0,
                    size.residentBytes() >> 20);
        }
        out.println("  " + String.join(" ", result.javaOptions()));
        out.println("  " + result.machine());
    }

    private static Map<String, Object> fields(ScaleBenchmark.Result result) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(
                "sizes",
                result.sizes().stream()
                        .map(size -> Map.<String, Object>of(
                                "partitions", size.partitions(),
                                "first_start_ms", size.firstStartMs(),
                                "after_kill_ms", size.afterKillMs(),
                                "heap_bytes", size.heapBytes(),
                                "noop_heap_bytes", size.noopHeapBytes(),
                                "bytes_per_partition", size.bytesPerPartition(),
                                "resident_bytes", size.residentBytes()))
                        .toList());
        fields.put("java_options", result.javaOptions());
        fields.put("machine", result.machine());
        return fields;
    }
}
