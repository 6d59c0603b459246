package io.tombolo.cli.bench;

import io.tombolo.cli.shell.CommandException;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** How much {@link CpuRounds} measures. */
final class CpuRoundsOptions {
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

    /** @throws CommandException for a number outside its limits */
    void check() {
        if (records < 1 || records > 10_000_000 || rounds < 1 || rounds > 1_000) {
            throw new CommandException(
                    "--records " + records + " --rounds " + rounds + ": 1 to 10000000 records, 1 to 1000 rounds");
        }
    }

    CpuRounds measure(Map<String, Runnable> cases) {
        return new CpuRounds(cases, records, rounds);
    }

    /** What every such benchmark prints first as JSON. */
    Map<String, Object> json(CpuRounds measured) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("records", records);
        json.put("rounds", rounds);
        json.put("cpu_us_per_record", measured.medians());
        return json;
    }
}
