package io.tombolo.reconcile;

import io.tombolo.capture.CaptureException;
import io.tombolo.capture.WorkerSecrets;
import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Input;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.JsonOption;
import io.tombolo.cli.shell.Server;
import io.tombolo.consumer.readside.ProvenanceClient;
import io.tombolo.consumer.readside.ReadSideException;
import io.tombolo.publish.ConnectClient;
import io.tombolo.publish.PublishException;
import io.tombolo.schemas.registry.HttpRegistryClient;
import io.tombolo.schemas.registry.RegistryException;
import io.tombolo.schemas.registry.RegistrySettings;
import io.tombolo.server.Endpoints;
import io.tombolo.terminal.StopSignal;
import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.trust.TrustPolicy;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "reconcile",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Compares a source with what a recipient would rebuild from its anchored feed, every row and column,"
                        + " while writers continue.",
        footer = {
            "",
            "The result is published as an event of ORGANISATION/reconciliations, sealed and anchored like every other."
                    + " Exit code 0: the feed is what the source holds. 1: rows, columns or records differ; each is named by its"
                    + " key. 2: it could not be compared."
        })
public final class ReconcileCommand implements Callable<Integer> {
    /** A run that is in progress may end by itself within this time. */
    private static final Duration TIME_TO_STOP = Duration.ofSeconds(20);

    @Parameters(paramLabel = "NAME", description = "the connector, as tombolo connect list shows it")
    String name = "";

    @Option(
            names = "--tables",
            split = ",",
            paramLabel = "TABLE",
            description = "some of its tables, separated by commas (default: all of them)")
    List<String> tables = List.of();

    @Option(
            names = "--rows-per-second",
            paramLabel = "N",
            defaultValue = "0",
            description = "read at most so many rows of the source in a second (default: no limit)")
    long rowsPerSecond;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "120",
            description =
                    "how long the connector may take to reach the snapshot, and the ledger to anchor what it shared"
                            + " (default: ${DEFAULT-VALUE})")
    long patience = 120;

    @Option(
            names = "--every",
            paramLabel = "DURATION",
            description = "compare again after each such time, as 24h, 15m or PT24H, until you stop it")
    @Nullable Duration every;

    @Option(names = "--no-publish", description = "only report; nothing is written to ORGANISATION/reconciliations")
    boolean noPublish;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description =
                    "holds the database password in its first line (default: the connector's own, where this command can"
                            + " read it; else the variable TOMBOLO_DATABASE_PASSWORD)")
    @Nullable Path passwordFile;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "tombolo-data",
            description = "the data folder of the running tombolo up, which keeps the connector's password (default:"
                    + " ${DEFAULT-VALUE})")
    Path data = Path.of("tombolo-data");

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description = "the trust policy: whose keys you trust (default: those that the server names)")
    @Nullable Path policy;

    @Mixin
    Server server = new Server();

    @Mixin
    JsonOption output = new JsonOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        ReconcileSettings settings = new ReconcileSettings(tables, rowsPerSecond, Duration.ofSeconds(patience));
        Duration again = every;
        if (again == null) {
            return once(settings);
        }
        if (again.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new CommandException("--every " + again + ": must be at least 1s (PT1S)");
        }
        try (StopSignal stop = StopSignal.listen(TIME_TO_STOP)) {
            return new Schedule(again, stop::await).run(() -> onSchedule(settings, this::once));
        }
    }

    /** On a schedule a run that fails is reported, and the next one is not left out. */
    int onSchedule(ReconcileSettings settings, ToIntFunction<ReconcileSettings> once) {
        try {
            return once.applyAsInt(settings);
        } catch (ReconcileException
                | CaptureException
                | PublishException
                | ReadSideException
                | RegistryException
                | CommandException
                | KafkaException e) {
            spec.commandLine().getErr().println("tombolo: " + e.getMessage());
            spec.commandLine().getErr().flush();
            return ExitCode.WRONG;
        }
    }

    private int once(ReconcileSettings settings) {
        Endpoints endpoints = server.endpoints();
        ProvenanceClient readSide = server.readSide();
        try (HttpRegistryClient registry =
                new HttpRegistryClient(RegistrySettings.from(server.connection().registry(endpoints)))) {
            FeedAccess feed = new FeedAccess(
                    server.connection().kafka(endpoints),
                    new ConnectClient(endpoints.connect(), server.connection().http()),
                    registry,
                    readSide,
                    Input.policy(policy)
                            .<Supplier<TrustPolicy>>map(own -> () -> own)
                            .orElse(readSide::policy),
                    EvidenceVerifier.receipts());
            ReconcileReport report = new Reconciliations(feed, Clock.tickMillis(ZoneOffset.UTC))
                    .run(
                            name,
                            settings,
                            password(),
                            Optional.ofNullable(System.getenv("TOMBOLO_DATABASE_PASSWORD")),
                            Optional.of(
                                    new WorkerSecrets(data.resolve("connect").resolve("secrets"))));
            ReconcileText text = new ReconcileText(
                    report,
                    noPublish
                            ? Optional.empty()
                            : Optional.of(new ReconciliationEvents(feed.kafka(), registry).publish(report)));
            PrintWriter out = spec.commandLine().getOut();
            if (output.isGiven()) {
                out.println(Json.text(text.json()));
            } else {
                text.print(out);
            }
            out.flush();
            return report.isEqual() ? ExitCode.GOOD : ExitCode.REFUSED;
        }
    }

    private Optional<String> password() {
        if (passwordFile == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readAllLines(passwordFile, StandardCharsets.UTF_8).stream()
                    .findFirst()
                    .orElse(""));
        } catch (IOException e) {
            throw new CommandException("file " + passwordFile + " can't be read: " + e.getMessage(), e);
        }
    }
}
