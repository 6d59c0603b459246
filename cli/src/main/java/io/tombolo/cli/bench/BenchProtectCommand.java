package io.tombolo.cli.bench;

import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.JsonOption;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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

    @Mixin
    CpuRoundsOptions size = new CpuRoundsOptions();

    @Mixin
    JsonOption output = new JsonOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    @Override
    public Integer call() {
        size.check();
        print(size.measure(new ProtectSample().cases(size.records)));
        return ExitCode.GOOD;
    }

    private void print(CpuRounds measured) {
        double cost = measured.difference(ProtectSample.PROTECTED, ProtectSample.PLAIN);
        double ratio = measured.ratio(ProtectSample.PROTECTED, ProtectSample.PLAIN);
        Map<String, String> machine = CpuRounds.machine();
        PrintWriter out = spec.commandLine().getOut();
        if (output.isGiven()) {
            Map<String, Object> json = size.json(measured);
            json.put("protecting_two_fields", Map.of("value", cost, "most", MOST_MICROS));
            json.put("protected_to_plain", ratio);
            json.put("machine", machine);
            out.println(Json.text(json));
        } else {
            measured.medians()
                    .forEach((name, micros) -> out.printf("  %-36s %7.3f µs of CPU for a record%n", name, micros));
            out.printf("  protecting two fields of a record:   %7.3f µs, at most %.0f%n", cost, MOST_MICROS);
            out.printf("  protected to plain:                  %7.2f%n", ratio);
            out.println("  " + machine);
        }
        out.flush();
    }
}
