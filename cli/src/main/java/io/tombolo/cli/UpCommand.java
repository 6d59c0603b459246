package io.tombolo.cli;

import io.tombolo.anchoring.config.AnchoringConfig.TimestampAuthority;
import io.tombolo.anchoring.config.AnchoringConfig.WitnessAddress;
import io.tombolo.cli.shell.Connection;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.JsonOption;
import io.tombolo.cli.shell.Logging;
import io.tombolo.server.DataFolder;
import io.tombolo.server.Endpoints;
import io.tombolo.server.Ledgers;
import io.tombolo.server.ServerConfig;
import io.tombolo.server.Tombolo;
import io.tombolo.terminal.StopSignal;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Runs everything on this machine: Kafka, schema registry, Kafka Connect, anchoring service, ledger, read side, HTTP push.",
        footer = {
            "",
            "Writes DIR/endpoints.json once all of it is ready, and its log to DIR/logs. A part that is not ready after 30 s is reported "
                    + "with the reason; after --start-timeout the command ends with exit code 2. Ends on Ctrl-C or SIGTERM. "
                    + "The embedded ledger is for development: one operator holds every key in it. --ledger fabric anchors on a "
                    + "consortium's network instead; FILE says how to reach it, with which identity, and whose receipts count: docs/fabric.md. "
                    + "More ledgers beside it, and another one in its place: docs/reanchor.md."
        })
final class UpCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(UpCommand.class);

    /** As in the anchoring service's file. */
    private static final int MOST_PER_DAY = 10_000_000;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "tombolo-data",
            description = "the data folder, made when missing (default: ${DEFAULT-VALUE})")
    Path data = Path.of("tombolo-data");

    @Option(
            names = "--host",
            defaultValue = "127.0.0.1",
            description =
                    "the address to listen on; other than loopback it is always secured (default: ${DEFAULT-VALUE})")
    String host = "127.0.0.1";

    @Option(
            names = "--kafka-port",
            paramLabel = "PORT",
            defaultValue = "9092",
            description = "0 takes a free one (default: ${DEFAULT-VALUE})")
    int kafkaPort;

    @Option(
            names = "--registry-port",
            paramLabel = "PORT",
            defaultValue = "8081",
            description = "(default: ${DEFAULT-VALUE})")
    int registryPort;

    @Option(
            names = "--connect-port",
            paramLabel = "PORT",
            defaultValue = "8083",
            description = "(default: ${DEFAULT-VALUE})")
    int connectPort;

    @Option(
            names = "--api-port",
            paramLabel = "PORT",
            defaultValue = "8480",
            description = "the read side; also the default of --server elsewhere (default: ${DEFAULT-VALUE})")
    int apiPort;

    @Option(
            names = "--push-port",
            paramLabel = "PORT",
            defaultValue = "8490",
            description = "HTTP push, see tombolo push-key (default: ${DEFAULT-VALUE})")
    int pushPort;

    @Option(
            names = "--partners-port",
            paramLabel = "PORT",
            description =
                    "Kafka for other organisations, on a secured server only (default: --kafka-port and 2, or 0 with 0): docs/agreements.md")
    @Nullable Integer partnersPort;

    @Option(
            names = "--partners-kafka",
            paramLabel = "HOST:PORT",
            description =
                    "with --kafka-admin: where other organisations reach that cluster, with commas between several"
                            + " (default: its bootstrap.servers)")
    String partnersKafka = "";

    @Option(
            names = "--agreements-port",
            paramLabel = "PORT",
            description = "agreements with other organisations (default: --push-port and 1, or 0 with 0)")
    @Nullable Integer agreementsPort;

    @Option(
            names = "--operations-port",
            paramLabel = "PORT",
            defaultValue = "0",
            description =
                    "/metrics and /ready of all parts: docs/metrics.md (default: a free one, the same at each start)")
    int operationsPort;

    @Option(
            names = "--dsp",
            paramLabel = "FILE",
            description =
                    "also a connector of the Dataspace Protocol 2025-1, which this YAML file describes: docs/dataspace.md")
    @Nullable Path dataspace;

    @Option(
            names = "--protect-keyset",
            paramLabel = "KEYSET",
            description =
                    "what wraps the keys of protected fields, as aws-kms://…; with commas, the first wraps and all unwrap"
                            + " (default: what the folder had last, at first DIR/protect/keyset.json)")
    @Nullable String protectKeyset;

    @Mixin
    ObjectsOptions objects = new ObjectsOptions();

    @Option(
            names = "--seal-leaves",
            paramLabel = "N",
            defaultValue = "100000",
            description = "seal a batch at N leaves (default: ${DEFAULT-VALUE})")
    int sealLeaves;

    @Option(
            names = "--seal-age",
            paramLabel = "DURATION",
            defaultValue = "PT1S",
            description = "seal a batch at this age, ISO 8601 (default: ${DEFAULT-VALUE})")
    Duration sealAge = Duration.ofSeconds(1);

    @Option(
            names = "--anchor-interval",
            paramLabel = "DURATION",
            defaultValue = "PT2S",
            description = "how often the newest checkpoints go to the ledger (default: ${DEFAULT-VALUE})")
    Duration anchorInterval = Duration.ofSeconds(2);

    @Option(
            names = "--ledger",
            paramLabel = "KIND",
            defaultValue = "embedded",
            description =
                    "embedded, embedded:NAME for another one, or fabric, evm or fisco with --ledger-config (default: ${DEFAULT-VALUE})")
    String ledger = "embedded";

    @Option(names = "--ledger-config", paramLabel = "FILE", description = "the consortium's ledger, YAML")
    @Nullable Path ledgerConfig;

    @Option(
            names = "--further-ledger",
            paramLabel = "LEDGER",
            description =
                    "a ledger that takes all heads too: embedded:NAME, or a consortium's ledger file; may be repeated: docs/reanchor.md")
    List<String> furtherLedgers = List.of();

    @Option(
            names = "--retired-ledgers",
            paramLabel = "FILE",
            description =
                    "a policy that names the ledgers that this folder anchored on before, each with its time `retired`")
    @Nullable Path retiredLedgers;

    @Option(
            names = "--witness",
            paramLabel = "VKEY=URL",
            description =
                    "a witness (C2SP tlog-witness) that cosigns the checkpoints too; may be repeated: docs/witness.md")
    Map<String, String> witnesses = Map.of();

    @Option(
            names = "--timestamp",
            paramLabel = "ROOTS=URL",
            description = "a time-stamping authority (RFC 3161) that confirms the checkpoints too, and the PEM file of"
                    + " its roots; may be repeated: docs/timestamps.md")
    List<String> timestamps = List.of();

    @Option(
            names = "--timestamps-per-day",
            paramLabel = "N",
            defaultValue = "1000",
            description =
                    "requests that each --timestamp authority allows in a day, spread over it (default: ${DEFAULT-VALUE})")
    int timestampsPerDay;

    @Option(
            names = "--start-timeout",
            paramLabel = "DURATION",
            defaultValue = "PT2M",
            description =
                    "end with exit code 2 when a part is not ready after this, ISO 8601 (default: ${DEFAULT-VALUE})")
    Duration startTimeout = Duration.ofMinutes(2);

    @Option(
            names = "--kafka-admin",
            paramLabel = "FILE",
            description = "a Kafka cluster of your own instead of the embedded one: client properties with"
                    + " bootstrap.servers, of a user that may do everything there: docs/secure.md")
    @Nullable Path kafkaAdmin;

    @Mixin
    SecurityOptions security = new SecurityOptions();

    @Mixin
    LogOption log = new LogOption();

    @Mixin
    JsonOption output = new JsonOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        ServerConfig config = config();
        PrintWriter out = spec.commandLine().getOut();
        try (StopSignal stop = StopSignal.listen();
                DataFolder folder = DataFolder.open(config.data())) {
            Logging.toFolder(folder.sub("logs"), log.form());
            try (Tombolo node = Tombolo.start(config, folder, Clock.systemUTC(), startTimeout, this::report)) {
                folder.publishEndpoints(node.endpoints());
                say(out, folder, node);
                ClassArchive archive = ClassArchive.begin();
                try {
                    stop.await();
                } finally {
                    archive.close();
                }
                if (!output.isGiven()) {
                    out.println("Stopping …");
                    out.flush();
                }
            }
        }
        return ExitCode.GOOD;
    }

    private ServerConfig config() {
        return new ServerConfig(
                data,
                host,
                kafkaPort,
                registryPort,
                connectPort,
                apiPort,
                pushPort,
                operationsPort,
                sealLeaves,
                sealAge,
                anchorInterval,
                new Ledgers(firstLedger(), furtherLedgers, Optional.ofNullable(retiredLedgers)),
                witnesses.entrySet().stream()
                        .map(witness -> new WitnessAddress(witness.getValue(), witness.getKey()))
                        .toList(),
                timestamps.stream().map(this::authority).toList(),
                security.chosen(),
                kafkaAdmin == null
                        ? Map.of()
                        : Connection.read("--kafka-admin", kafkaAdmin).settings(),
                new ServerConfig.PartnerPorts(
                        port(partnersPort, kafkaPort, 2),
                        port(agreementsPort, pushPort, 1),
                        Optional.ofNullable(dataspace),
                        partnersKafka),
                Optional.ofNullable(protectKeyset),
                objects.chosen());
    }

    private static int port(@Nullable Integer given, int beside, int distance) {
        return given != null ? given : beside == 0 ? 0 : Math.min(65_535, beside + distance);
    }

    private void report(String slow) {
        LOG.atWarn().log(slow);
        spec.commandLine().getErr().println("tombolo: " + slow);
        spec.commandLine().getErr().flush();
    }

    /** Named by its host. */
    private TimestampAuthority authority(String rootsAndUrl) {
        if (timestampsPerDay < 1 || timestampsPerDay > MOST_PER_DAY) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--timestamps-per-day " + timestampsPerDay + ": must be from 1 to " + MOST_PER_DAY);
        }
        String[] parts = rootsAndUrl.split("=", 2);
        try {
            String host = parts.length == 2 ? URI.create(parts[1]).getHost() : null;
            if (host != null) {
                return new TimestampAuthority(host, List.of(parts[1]), Path.of(parts[0]), timestampsPerDay);
            }
        } catch (IllegalArgumentException e) {
            // Reported below.
        }
        throw new ParameterException(
                spec.commandLine(),
                "--timestamp " + rootsAndUrl + ": must be ROOTS=URL, a PEM file and a URL with a host");
    }

    private String firstLedger() {
        if (List.of("fabric", "evm", "fisco").contains(ledger)) {
            if (ledgerConfig == null) {
                throw new ParameterException(spec.commandLine(), "--ledger " + ledger + " needs --ledger-config FILE");
            }
            return ledgerConfig.toString();
        }
        if (!ledger.equals(Ledgers.EMBEDDED) && !ledger.startsWith(Ledgers.EMBEDDED + ":")) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--ledger " + ledger + ": must be embedded, embedded:NAME, fabric, evm or fisco");
        }
        if (ledgerConfig != null) {
            throw new ParameterException(
                    spec.commandLine(), "--ledger-config " + ledgerConfig + " needs --ledger fabric, evm or fisco");
        }
        return ledger;
    }

    private void say(PrintWriter out, DataFolder folder, Tombolo node) {
        Endpoints endpoints = node.endpoints();
        if (output.isGiven()) {
            out.println(Json.text(endpoints.toMap()));
        } else {
            out.printf("Tombolo is up; its data is in %s%n", folder.root());
            out.printf("  Kafka            %s%n", endpoints.kafka());
            out.printf("  Schema registry  %s%n", endpoints.registry());
            out.printf("  Kafka Connect    %s%n", endpoints.connect());
            out.printf("  Read side        %s%n", endpoints.api());
            out.printf("  HTTP push        %s%n", endpoints.push());
            out.printf("  Agreements       %s%n", node.agreements());
            out.printf("  Operations       %s%n", node.operations());
            node.dataspace().ifPresent(uri -> out.printf("  Dataspace        %s%n", uri));
            out.printf("  Ledger           %s%n", node.consortium().description());
            if (endpoints.api().startsWith("https:")) {
                out.printf(
                        "  Secured; commands here need --connection %s%n",
                        folder.root().resolve("security/client.properties"));
            }
            out.printf("Ctrl-C stops it.%n");
        }
        out.flush();
    }
}
