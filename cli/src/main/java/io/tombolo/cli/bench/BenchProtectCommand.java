package io.tombolo.cli.bench;

import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.JsonOption;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "protect",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Measures what protecting two of twelve fields costs in the transform, in CPU time of its thread.",
        footer = {
            "",
            "Rows of twelve fields, of a thousand subjects in turns, whose keys are in memory. Each case takes its turn in each round;"
                    + " medians are reported. The last two cases are parts of the second one: the sealing of two values, and the two runs of"
                    + " AES-GCM in it, each with a key of its own."
        })
final class BenchProtectCommand implements Callable<Integer> {
    private static final double MOST_MICROS = 3;

    @Option(
            names = "--records",
            paramLabel = "N",
            defaultValue = "100000",
            description = "records of a case in each round (default: ${DEFAULT-VALUE})")
    int records;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "15",
            description = "runs of each case after as many to warm up (default: ${DEFAULT-VALUE})")
    int rounds;

    @Mixin
    JsonOption output = new JsonOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    @Override
    public Integer call() {
        if (records < 1 || records > 10_000_000 || rounds < 1 || rounds > 1_000) {
            throw new CommandException(
                    "--records " + records + " --rounds " + rounds + ": 1 to 10000000 records, 1 to 1000 rounds");
        }
        Map<String, Runnable> cases = new ProtectSample().cases(records);
        double[][] micros = new double[cases.size()][rounds];
        for (int round = -rounds; round < rounds; round++) {
            int i = 0;
            for (Runnable one : cases.values()) {
                long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                one.run();
                double nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
                if (round >= 0) {
                    micros[i][round] = nanos / 1e3 / records;
                }
                i++;
            }
        }
        print(List.copyOf(cases.keySet()), micros);
        return ExitCode.GOOD;
    }

    private void print(List<String> names, double[][] micros) {
        double[] cost = new double[rounds];
        double[] ratio = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            cost[round] = micros[1][round] - micros[0][round];
            ratio[round] = micros[1][round] / micros[0][round];
        }
        Map<String, String> machine = Map.of(
                "processors", Integer.toString(Runtime.getRuntime().availableProcessors()),
                "java", System.getProperty("java.vm.version", "?"),
                "os", System.getProperty("os.name", "?") + " " + System.getProperty("os.arch", "?"));
        PrintWriter out = spec.commandLine().getOut();
        if (output.isGiven()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("records", records);
            json.put("rounds", rounds);
            Map<String, Double> medians = new LinkedHashMap<>();
            for (int i = 0; i < names.size(); i++) {
                medians.put(names.get(i), median(micros[i]));
            }
            json.put("cpu_us_per_record", medians);
            json.put("protecting_two_fields", Map.of("value", median(cost), "most", MOST_MICROS));
            json.put("protected_to_plain", median(ratio));
            json.put("machine", machine);
            out.println(Json.text(json));
        } else {
            for (int i = 0; i < names.size(); i++) {
                out.printf("  %-36s %7.3f µs of CPU for a record%n", names.get(i), median(micros[i]));
            }
            out.printf("  protecting two fields of a record:   %7.3f µs, at most %.0f%n", median(cost), MOST_MICROS);
            out.printf("  protected to plain:                  %7.2f%n", median(ratio));
            out.println("  " + machine);
        }
        out.flush();
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
