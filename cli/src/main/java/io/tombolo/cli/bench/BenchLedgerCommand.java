package io.tombolo.cli.bench;

import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Folders;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.JsonOption;
import io.tombolo.server.DataFolder;
import io.tombolo.server.Ledgers;
import io.tombolo.server.ServerConfig;
import io.tombolo.server.Tombolo;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "bench-ledger",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures how long an event takes from its producer to an anchor that the read side shows.",
        footer = {
            "",
            "Everything but the ledger runs in this process, in a temporary folder. On a consortium's ledger the dataset that "
                    + "it makes, bench-… of the ledger file's first organisation, stays permanently."
        })
final class BenchLedgerCommand implements Callable<Integer> {
    @Option(
            names = "--ledger-config",
            paramLabel = "FILE",
            description = "the consortium's ledger, YAML (default: the embedded ledger)")
    @Nullable Path ledgerConfig;

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "3000",
            description = "events to publish (default: ${DEFAULT-VALUE})")
    int events;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "100",
            description = "events a second (default: ${DEFAULT-VALUE})")
    int rate;

    @Option(
            names = "--seal-age",
            paramLabel = "DURATION",
            defaultValue = "PT0.25S",
            description = "seal a batch at this age (default: ${DEFAULT-VALUE})")
    Duration sealAge = Duration.ofMillis(250);

    @Option(
            names = "--anchor-interval",
            paramLabel = "DURATION",
            defaultValue = "PT0.5S",
            description = "how often the newest checkpoints go to the ledger (default: ${DEFAULT-VALUE})")
    Duration anchorInterval = Duration.ofMillis(500);

    @Mixin
    JsonOption output = new JsonOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (events < 100 || events > 10_000_000 || rate < 1 || rate > 100_000) {
            throw new CommandException(
                    "--events " + events + ", limits 100 and 10000000; --rate " + rate + ", limits 1 and 100000");
        }
        Path temporary = Files.createTempDirectory("tombolo-bench");
        ServerConfig config = ServerConfig.local(temporary.resolve("data"))
                .withSealing(100_000, sealAge, anchorInterval)
                .withLedgers(Ledgers.on(Optional.ofNullable(ledgerConfig)));
        try (DataFolder folder = DataFolder.open(config.data())) {
            try (Tombolo node = Tombolo.start(config, folder, Clock.systemUTC())) {
                say(node.consortium().description(), new PublishToAnchored(node, events, rate).measure());
            }
        } finally {
            Folders.delete(temporary);
        }
        return ExitCode.GOOD;
    }

    private void say(String ledger, PublishToAnchored.Measured measured) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("ledger", ledger);
        fields.put("events", measured.millis().size());
        fields.put("transactions", measured.transactions());
        fields.put("p50_ms", measured.percentile(50));
        fields.put("p99_ms", measured.percentile(99));
        fields.put("longest_ms", measured.percentile(100));
        fields.put("seal_age_ms", sealAge.toMillis());
        fields.put("anchor_interval_ms", anchorInterval.toMillis());
        var machine = ManagementFactory.getOperatingSystemMXBean();
        fields.put("cores", machine.getAvailableProcessors());
        fields.put("load", Math.round(machine.getSystemLoadAverage() * 10) / 10.0);
        PrintWriter out = spec.commandLine().getOut();
        if (output.isGiven()) {
            out.println(Json.text(fields));
        } else {
            fields.forEach((name, value) -> out.printf("  %-18s %s%n", name, value));
        }
        out.flush();
    }
}
