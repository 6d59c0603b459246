package io.tombolo.cli.bench;

import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Folders;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.JsonOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "opening",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Measures what opening two of twelve fields costs a reader, and what protected fields cost one without keys.",
        footer = {
            "",
            "Events of a thousand subjects in turns, whose keys are in memory. Each is committed, as a verifier does it, and deserialised;"
                    + " Kafka is not in it. Each case takes its turn in each round; medians of the thread's CPU time are reported."
        })
final class BenchOpeningCommand implements Callable<Integer> {
    private static final double MOST_MICROS = 3;
    private static final double LEAST_RATE = 0.98;

    @Mixin
    CpuRoundsOptions size = new CpuRoundsOptions();

    @Mixin
    JsonOption output = new JsonOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        size.check();
        Path folder = Files.createTempDirectory("tombolo-bench");
        try {
            print(size.measure(new OpeningSample(folder).cases(size.records)));
            return ExitCode.GOOD;
        } finally {
            Folders.delete(folder);
        }
    }

    private void print(CpuRounds measured) {
        double cost = measured.difference(OpeningSample.OPENED, OpeningSample.NO_KEY);
        double rate = measured.ratio(OpeningSample.CLEAR, OpeningSample.NO_KEY);
        double rateOfSameSize = measured.ratio(OpeningSample.CLEAR_AS_LONG, OpeningSample.NO_KEY);
        Map<String, String> machine = CpuRounds.machine();
        PrintWriter out = spec.commandLine().getOut();
        if (output.isGiven()) {
            Map<String, Object> json = size.json(measured);
            json.put("opening_two_fields", Map.of("value", cost, "most", MOST_MICROS));
            json.put("rate_without_keys_to_same_rows_in_clear", Map.of("value", rate, "least", LEAST_RATE));
            json.put(
                    "rate_without_keys_to_rows_as_long_in_clear", Map.of("value", rateOfSameSize, "least", LEAST_RATE));
            json.put("machine", machine);
            out.println(Json.text(json));
        } else {
            measured.medians()
                    .forEach((name, micros) -> out.printf("  %-40s %7.3f µs of CPU a record%n", name, micros));
            out.printf("  %-40s %7.3f µs, at most %.0f%n", "opening two fields", cost, MOST_MICROS);
            out.printf("  %-40s %7.3f, at least %.2f%n", "rate without keys to the same in clear", rate, LEAST_RATE);
            out.printf(
                    "  %-40s %7.3f, at least %.2f%n",
                    "rate without keys to as long in clear", rateOfSameSize, LEAST_RATE);
            out.println("  " + machine);
        }
        out.flush();
    }
}
