package io.tombolo.cli.keys;

import io.tombolo.anchoring.seal.LogKeys;
import io.tombolo.anchoring.seal.PemLogKeys;
import io.tombolo.cli.shell.Datasets;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.JsonOption;
import io.tombolo.cli.shell.OneLedger;
import io.tombolo.ledger.LogKeyRange;
import io.tombolo.schemas.DatasetId;
import io.tombolo.terminal.Table;
import io.tombolo.verification.trust.LogKey;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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
        name = "list",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Lists log keys with their times: those of the folder, or with --dataset those on the ledger.")
final class ListKeysCommand implements Callable<Integer> {
    @Option(names = "--organisation", paramLabel = "DOMAIN", description = "only this organisation's")
    @Nullable String organisation;

    @Option(
            names = "--dataset",
            paramLabel = "ORGANISATION/NAME",
            description = "ask the ledger for this dataset's; the embedded ledger answers while its server is stopped")
    @Nullable String dataset;

    @Option(
            names = "--ledger-config",
            paramLabel = "FILE",
            description = "with --dataset: the consortium's ledger, YAML")
    @Nullable Path ledgerConfig;

    @Mixin
    KeyFolder folder = new KeyFolder();

    @Mixin
    JsonOption output = new JsonOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    private record Line(String owner, String key, Optional<Instant> from, Optional<Instant> until) {}

    @Override
    public Integer call() {
        List<Line> lines = dataset == null ? folder.with(this::inFolder) : onLedger(Datasets.parse(dataset));
        String owner = dataset == null ? "organisation" : "dataset";
        PrintWriter out = spec.commandLine().getOut();
        if (output.isGiven()) {
            out.println(Json.text(
                    Map.of("keys", lines.stream().map(line -> json(owner, line)).toList())));
        } else if (lines.isEmpty()) {
            out.println(dataset == null ? "No log keys yet." : dataset + " is not registered on the ledger.");
        } else {
            Table table = new Table(owner, "log key", "fingerprint", "from", "until");
            lines.forEach(line ->
                    table.add(line.owner(), line.key(), fingerprint(line), text(line.from()), text(line.until())));
            out.print(table);
        }
        out.flush();
        return ExitCode.GOOD;
    }

    private List<Line> inFolder(PemLogKeys keys) {
        List<Line> lines = new ArrayList<>();
        for (String owner : keys.organisations()) {
            if (organisation == null || organisation.equals(owner)) {
                Optional<Instant> from = Optional.empty();
                for (LogKeys.Retired former : keys.retired(owner)) {
                    lines.add(new Line(owner, former.publicKey(), from, Optional.of(former.until())));
                    from = Optional.of(former.until());
                }
                lines.add(new Line(owner, keys.publicKey(owner), from, Optional.empty()));
            }
        }
        return lines;
    }

    private List<Line> onLedger(DatasetId asked) {
        List<Line> lines = new ArrayList<>();
        // Anybody may ask about anybody's keys; only changing them takes the owner.
        List<LogKeyRange> ranges = new OneLedger(folder.data(), ledgerConfig)
                .with(
                        Optional.empty(),
                        Optional.of(asked.organisation()),
                        ledger -> ledger.logKeys(asked.organisation(), asked.name()));
        for (LogKeyRange range : ranges) {
            Optional<Instant> from = range.from().equals(Instant.EPOCH) ? Optional.empty() : Optional.of(range.from());
            lines.add(new Line(asked.toString(), range.logKey(), from, range.until()));
        }
        return lines;
    }

    /** As policy init prints it. */
    private static String fingerprint(Line line) {
        return LogKey.ofRaw(line.owner(), line.key(), line.from(), line.until()).fingerprint();
    }

    private static Map<String, Object> json(String owner, Line line) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(owner, line.owner());
        json.put("log_key", line.key());
        json.put("fingerprint", fingerprint(line));
        line.from().ifPresent(from -> json.put("from", from.toString()));
        line.until().ifPresent(until -> json.put("until", until.toString()));
        return json;
    }

    private static String text(Optional<Instant> time) {
        return time.map(Instant::toString).orElse("-");
    }
}
