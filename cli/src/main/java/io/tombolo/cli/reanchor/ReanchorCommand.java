package io.tombolo.cli.reanchor;

import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.anchoring.seal.LogKeys;
import io.tombolo.anchoring.seal.PemLogKeys;
import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.Datasets;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.JsonOption;
import io.tombolo.cli.shell.Server;
import io.tombolo.config.ConfigFile.ConfigException;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.Origin;
import io.tombolo.server.Consortium;
import io.tombolo.server.Endpoints;
import io.tombolo.terminal.Progress;
import io.tombolo.terminal.StopSignal;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Brings the heads of all logs, which other ledgers hold, to one more ledger. */
@Command(
        name = "reanchor",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Brings the heads of all logs to another ledger. What is on the ledgers before stays, with its receipts.",
        footer = {
            "",
            "Reads the anchored heads from the read side, brings them in the order of each log, and publishes the new receipts in "
                    + "tombolo.anchors. The ledgers before need not exist any more. It may be ended at any moment: the same command continues. A head "
                    + "that does not extend what the ledger holds is not brought. Run it before a server anchors there itself, since a ledger takes no "
                    + "head that is smaller than its newest. Exit code 1 if a log differs from the one that the ledger holds, 2 if a log can't be "
                    + "brought for another reason. More: docs/reanchor.md."
        })
public final class ReanchorCommand implements Callable<Integer> {
    @Option(
            names = "--to",
            required = true,
            paramLabel = "LEDGER",
            description =
                    "embedded:NAME, an embedded ledger in DIR/ledgers/NAME, or a consortium's ledger file (docs/fabric.md)")
    String ledger = "";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "tombolo-data",
            description =
                    "the data folder of the tombolo up, for log keys and the ledger's state, and with --config for an"
                            + " embedded ledger alone (default: ${DEFAULT-VALUE})")
    Path data = Path.of("tombolo-data");

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "the file of a tombolo anchoring: its Kafka, registry, log keys and data folder, in place of the server's")
    @Nullable Path config;

    @Option(
            names = "--dataset",
            paramLabel = "ORGANISATION/NAME",
            description = "only the logs of this dataset; may be repeated (default: all)")
    List<String> datasets = List.of();

    @Option(names = "--newest", description = "only each log's newest head: new evidence needs no more")
    boolean newest;

    @Option(
            names = "--transactions-per-minute",
            paramLabel = "N",
            defaultValue = "600",
            description = "what may be spent on average, registrations included (default: ${DEFAULT-VALUE})")
    int transactionsPerMinute;

    @Option(
            names = "--patience",
            paramLabel = "DURATION",
            defaultValue = "PT5M",
            description =
                    "end with exit code 2 when the ledger gives no answer for this long, ISO 8601 (default: ${DEFAULT-VALUE})")
    Duration patience = Duration.ofMinutes(5);

    @Mixin
    Server server = new Server();

    @Mixin
    JsonOption output = new JsonOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    @Override
    public Integer call() {
        try {
            return bring(config());
        } catch (ConfigException | LogKeys.LogKeyException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        }
    }

    private AnchoringConfig config() {
        AnchoringConfig base =
                config == null ? AnchoringConfig.FILE.defaults().modest() : AnchoringConfig.FILE.load(config);
        if (config == null) {
            Endpoints endpoints = server.endpoints();
            base = base.withKafka(server.connection().kafka(endpoints))
                    .withRegistry(server.connection().registry(endpoints));
        }
        // A pace of one ledger in the file is for its everyday work.
        return base.withAnchor(
                base.anchor().withLedgers(Map.of()).withPace(base.anchor().intervalMs(), transactionsPerMinute));
    }

    private int bring(AnchoringConfig anchoring) {
        Path keys = config == null ? data.resolve("keys") : anchoring.keysDir();
        if (!Files.isDirectory(keys)) {
            throw new CommandException(
                    "there are no log keys in " + keys
                            + ": give the folder of your tombolo up with --data DIR, or the file of your tombolo anchoring with --config FILE");
        }
        try (StopSignal stop = StopSignal.listen();
                Consortium target = Consortium.further(ledgers(anchoring), ledger, Clock.systemUTC())) {
            AnchoredHeads heads = new AnchoredHeads(server);
            PemLogKeys known = new PemLogKeys(keys);
            List<LogToBring> logs = new ArrayList<>();
            long total = 0;
            long there = 0;
            try (Publication publication = new Publication(anchoring, target.name());
                    Reanchoring reanchoring = new Reanchoring(
                            anchoring.anchor(), known, target, publication, patience, Clock.systemUTC());
                    Progress bar = Progress.of("Reanchoring", -1, " heads")) {
                for (Origin origin : origins(known)) {
                    Map<String, AnchoredHeads.Place> places = new TreeMap<>(heads.ledgers(origin.toString()));
                    AnchoredHeads.@Nullable Place already = places.remove(target.name());
                    long newestSize = places.values().stream()
                            .mapToLong(AnchoredHeads.Place::newestSize)
                            .max()
                            .orElse(0);
                    total += places.values().stream()
                            .mapToLong(AnchoredHeads.Place::anchors)
                            .max()
                            .orElse(0);
                    there += already == null ? 0 : already.anchors();
                    LogToBring log =
                            new LogToBring(origin, heads, List.copyOf(places.keySet()), newest ? newestSize : 1);
                    logs.add(log);
                    reanchoring.begin(log, already == null ? 0 : already.newestSize());
                }
                bar.total(newest ? logs.size() : total);
                long before = newest ? 0 : there;
                reanchoring.run(brought -> bar.at(before + brought), stop::isTold);
                return report(target, reanchoring, logs, there, stop.isTold());
            }
        }
    }

    /** Where a ledger's state is: with an anchoring service's file there may be no server's folder at all. */
    private Path ledgers(AnchoringConfig anchoring) {
        boolean ofServer = config == null || ledger.startsWith("embedded:");
        return (ofServer ? data : anchoring.dataDir()).resolve("ledgers");
    }

    private List<Origin> origins(PemLogKeys keys) {
        List<DatasetId> wanted = datasets.stream().map(Datasets::parse).toList();
        List<Origin> origins = new ArrayList<>();
        server.datasets()
                .forEach(dataset -> dataset.path("logs")
                        .forEach(log -> Origin.parse(log.asText())
                                .filter(origin -> wanted.isEmpty() || wanted.contains(origin.dataset()))
                                .ifPresent(origins::add)));
        for (DatasetId dataset : wanted) {
            if (origins.stream().noneMatch(origin -> origin.dataset().equals(dataset))) {
                throw new CommandException("--dataset " + dataset + ": " + server.url() + " knows no log of it");
            }
        }
        List<String> organisations = keys.organisations();
        for (Origin origin : origins) {
            if (!organisations.contains(origin.organisation())) {
                throw new CommandException(
                        "there is no log key of " + origin.organisation()
                                + " here, so its logs can't be brought: name the datasets of your own organisations with --dataset");
            }
        }
        return origins;
    }

    private int report(Consortium target, Reanchoring reanchoring, List<LogToBring> logs, long there, boolean stopped) {
        List<LogToBring> troubled =
                logs.stream().filter(log -> log.trouble().isPresent()).toList();
        boolean forked =
                troubled.stream().anyMatch(log -> log.trouble().orElseThrow().forked());
        PrintWriter out = spec.commandLine().getOut();
        if (output.isGiven()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("ledger", target.name());
            json.put("logs", logs.size());
            json.put("heads_brought", reanchoring.brought());
            json.put("heads_before", there);
            json.put("transactions", reanchoring.transactions());
            json.put("stopped", stopped);
            json.put("not_brought", troubled.stream().map(ReanchorCommand::json).toList());
            out.println(Json.text(json));
        } else {
            out.printf(
                    "%s: %,d logs, %,d heads brought, %,d were there, %,d transactions%n",
                    target.name(), logs.size(), reanchoring.brought(), there, reanchoring.transactions());
            for (LogToBring log : troubled) {
                LogToBring.Trouble trouble = log.trouble().orElseThrow();
                out.printf("  %s %s: %s%n", log.origin(), trouble.forked() ? "FORKED" : "not brought", trouble.why());
            }
            if (stopped) {
                out.println("Stopped before the end; the same command continues.");
            }
        }
        out.flush();
        return forked ? ExitCode.REFUSED : stopped || !troubled.isEmpty() ? ExitCode.WRONG : ExitCode.GOOD;
    }

    private static Map<String, Object> json(LogToBring log) {
        LogToBring.Trouble trouble = log.trouble().orElseThrow();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("origin", log.origin().toString());
        json.put("forked", trouble.forked());
        json.put("on_ledger", log.onLedger());
        json.put("reason", trouble.why());
        return json;
    }
}
