package io.tombolo.cli.bench;

import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Folders;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.JsonOption;
import io.tombolo.server.DataFolder;
import io.tombolo.server.ServerConfig;
import io.tombolo.server.Tombolo;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "read-side",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Measures the read side: proof files of any leaf over HTTP beside fixed bytes of the same length, "
                        + "tiles, and slow readers.",
        footer = {
            "",
            "A whole node makes the log in a temporary folder, in this process. The client runs on the same processors: wrk where "
                    + "it is installed, a client of this process otherwise."
        })
final class BenchReadSideCommand implements Callable<Integer> {
    private static final double LEAST_PER_SECOND = 50_000;
    private static final double MOST_P99_MILLIS = 5;

    @Option(
            names = "--leaves",
            paramLabel = "N",
            defaultValue = "2000000",
            description = "leaves of the log (default: ${DEFAULT-VALUE})")
    long leaves;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "runs of each case after one to warm up; medians are reported (default: ${DEFAULT-VALUE})")
    int rounds;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "5",
            description = "how long each run takes (default: ${DEFAULT-VALUE})")
    int seconds;

    @Mixin
    JsonOption output = new JsonOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (leaves < 256 || leaves > 100_000_000 || rounds < 1 || seconds < 1 || seconds > 600) {
            throw new CommandException("--leaves " + leaves + " --rounds " + rounds + " --seconds " + seconds
                    + ": 256 to 100000000 leaves, at least 1 round, 1 to 600 seconds");
        }
        SecondCore second = SecondCore.measure();
        Path temporary = Files.createTempDirectory("tombolo-bench");
        ServerConfig config = ServerConfig.local(temporary.resolve("data"))
                .withSealing(100_000, Duration.ofMillis(250), Duration.ofMillis(500));
        try (DataFolder folder = DataFolder.open(config.data())) {
            try (Tombolo node = Tombolo.start(config, folder, Clock.systemUTC())) {
                say("publishing and anchoring " + leaves + " events");
                String origin = ReadSideBench.makeLog(node, leaves);
                ReadSideBench.Result result = new ReadSideBench(
                                URI.create(node.endpoints().api()), rounds, Duration.ofSeconds(seconds), this::say)
                        .measure(origin, leaves);
                print(result, second);
            }
        } finally {
            Folders.delete(temporary);
        }
        return ExitCode.GOOD;
    }

    private void print(ReadSideBench.Result result, SecondCore second) {
        PrintWriter out = spec.commandLine().getOut();
        ReadSideBench.Case proofs = result.cases().get(0);
        ReadSideBench.Case fixed = result.cases().get(1);
        double ratio = proofs.perSecond() / fixed.perSecond();
        Map<String, String> machine = second.with(CpuRounds.machine());
        if (output.isGiven()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("leaves", leaves);
            json.put("rounds", rounds);
            json.put("client", result.client());
            json.put("connections", HttpLoad.CONNECTIONS);
            json.put("proof_bytes", result.proofBytes());
            json.put(
                    "cases",
                    result.cases().stream().map(BenchReadSideCommand::fields).toList());
            json.put("proofs_per_second", Map.of("value", proofs.perSecond(), "floor", LEAST_PER_SECOND));
            json.put("p99_ms", Map.of("value", proofs.p99Millis(), "most", MOST_P99_MILLIS));
            json.put("proofs_to_fixed_bytes", ratio);
            json.put(
                    "slow_readers",
                    Map.of(
                            "readers", result.slow().readers(),
                            "memory_bytes", result.slow().memoryBytes(),
                            "threads", result.slow().threads(),
                            "ended", result.slow().ended(),
                            "proofs_beside", fields(result.slow().proofs())));
            json.put("machine", machine);
            out.println(Json.text(json));
        } else {
            result.cases().forEach(one -> line(out, one));
            line(out, result.slow().proofs());
            out.printf(
                    "  %,d slow readers: %.1f MB of memory, %d threads more, %d connections ended by the server%n",
                    result.slow().readers(),
                    result.slow().memoryBytes() / 1e6,
                    result.slow().threads(),
                    result.slow().ended());
            out.printf(
                    "  proof files: %,.0f a second, at least %,.0f; p99 %.2f ms, at most %.0f; to fixed bytes %.2f%n",
                    proofs.perSecond(), LEAST_PER_SECOND, proofs.p99Millis(), MOST_P99_MILLIS, ratio);
            second.print(out);
            out.println("  " + result.client() + ", " + HttpLoad.CONNECTIONS + " connections, proof files of "
                    + result.proofBytes() + " bytes, " + machine);
        }
        out.flush();
    }

    private static void line(PrintWriter out, ReadSideBench.Case one) {
        out.printf(
                "  %-32s %,10.0f a second, p50 %6.2f ms, p99 %6.2f ms, %6.1f us of CPU each%n",
                one.name(), one.perSecond(), one.p50Millis(), one.p99Millis(), one.serverCpuMicros());
    }

    private static Map<String, Object> fields(ReadSideBench.Case one) {
        return Map.of(
                "name", one.name(),
                "per_second", one.perSecond(),
                "p50_ms", one.p50Millis(),
                "p99_ms", one.p99Millis(),
                "server_cpu_us", one.serverCpuMicros());
    }

    private void say(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
    }
}
