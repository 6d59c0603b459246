package io.tombolo.cli.verify;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.Datasets;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Input;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.JsonOption;
import io.tombolo.cli.shell.LastReconciled;
import io.tombolo.cli.shell.Server;
import io.tombolo.consumer.audit.AuditException;
import io.tombolo.consumer.audit.AuditRequest;
import io.tombolo.consumer.audit.AuditResult;
import io.tombolo.consumer.audit.AuditStateFile;
import io.tombolo.consumer.audit.DatasetAudit;
import io.tombolo.consumer.readside.ProvenanceClient;
import io.tombolo.consumer.readside.ReadSideException;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.registry.HttpRegistryClient;
import io.tombolo.schemas.registry.RegistrySchemaHashes;
import io.tombolo.schemas.registry.RegistrySettings;
import io.tombolo.server.Endpoints;
import io.tombolo.terminal.Progress;
import io.tombolo.terminal.StopSignal;
import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Level;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
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
        name = "audit",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Reads a whole dataset, hashes every record again and compares it with the anchored log, from first to last.",
        footer = {
            "",
            "Exit code 1 if any record was altered, dropped, added or moved; each is named by its offset. Records that expired or were "
                    + "compacted away are counted apart, and refused as well unless you say --gaps told. Exit code 1 also if not all "
                    + "has the level that --level asks for."
        })
final class AuditCommand implements Callable<Integer> {
    private static final Duration SAVED_EVERY = Duration.ofSeconds(5);
    private static final Duration TIME_TO_STOP = Duration.ofSeconds(20);
    private static final Path KEY_OF_THIS_USER = Path.of(System.getProperty("user.home", "."), ".tombolo", "audit.key");

    @Option(names = "--dataset", required = true, paramLabel = "ORGANISATION/NAME", description = "the dataset")
    String dataset = "";

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description = "the trust policy: whose keys you trust (default: those that the server names)")
    @Nullable Path policy;

    @Option(
            names = "--level",
            paramLabel = "LEVEL",
            description =
                    "what every event must have reached: SEALED, ANCHORED or CROSS_ANCHORED (default: the level is reported, whichever it is)")
    @Nullable Level level;

    @Option(
            names = "--gaps",
            paramLabel = "refused|told",
            defaultValue = "refused",
            description =
                    "what happens to records that expired or were compacted away: they count as refused, or are counted only (default: ${DEFAULT-VALUE})")
    AuditRequest.Gaps gaps = AuditRequest.Gaps.REFUSED;

    @Option(
            names = "--state",
            paramLabel = "FILE",
            description =
                    "keeps how far the audit is, every few seconds and when it is interrupted; the same command continues from there. Deleted at its end")
    @Nullable Path state;

    @Option(
            names = "--state-key",
            paramLabel = "FILE",
            description =
                    "the secret that authenticates the state, created when missing (default: ~/.tombolo/audit.key)")
    @Nullable Path stateKey;

    @Mixin
    Server server = new Server();

    @Mixin
    JsonOption output = new JsonOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    @Override
    public Integer call() {
        DatasetId id = Datasets.parse(dataset);
        if (level == Level.PENDING) {
            throw new CommandException("--level PENDING: must be SEALED, ANCHORED or CROSS_ANCHORED");
        }
        Optional<AuditStore> store = Optional.ofNullable(state)
                .map(file -> new AuditStore(file, stateKey == null ? KEY_OF_THIS_USER : stateKey));
        Optional<AuditStateFile.SavedAudit> saved = store.flatMap(AuditStore::load);
        Optional<TrustPolicy> own = Input.policy(policy);
        Endpoints endpoints = server.endpoints();
        ProvenanceClient readSide = server.readSide();
        try (HttpRegistryClient registry =
                new HttpRegistryClient(RegistrySettings.from(server.connection().registry(endpoints)))) {
            AuditRequest request = AuditRequest.of(
                            id,
                            Map.copyOf(server.connection().kafka(endpoints)),
                            readSide,
                            new RegistrySchemaHashes(registry),
                            own.orElseGet(readSide::policy),
                            EvidenceVerifier.receipts())
                    .withGaps(gaps);
            return store.isEmpty() ? carryThrough(request) : carryThrough(request, store.get(), saved);
        } catch (AuditException | ReadSideException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        }
    }

    private int carryThrough(AuditRequest request) {
        AuditResult result;
        try (Progress bar = output.isGiven() ? Progress.none() : Progress.of("Auditing", 1, " events")) {
            result = DatasetAudit.run(request.withProgress(new AuditRequest.Progress() {
                @Override
                public void heads(long read) {
                    bar.note(String.format("%,d checkpoints and anchors read", read));
                }

                @Override
                public void at(long compared, long due) {
                    bar.total(Math.max(1, due));
                    bar.at(compared);
                }
            }));
        }
        PrintWriter out = spec.commandLine().getOut();
        Optional<JsonNode> reconciled = LastReconciled.of(server, dataset);
        if (output.isGiven()) {
            Map<String, Object> json = AuditText.json(result);
            reconciled.ifPresent(line -> json.put("reconciled", line));
            out.println(Json.text(json));
        } else {
            AuditText.print(out, result);
            reconciled.ifPresent(line -> out.printf("  Last compared: %s%n", LastReconciled.text(line)));
        }
        out.flush();
        return result.isGood() && isHighEnough(result) ? ExitCode.GOOD : ExitCode.REFUSED;
    }

    private boolean isHighEnough(AuditResult result) {
        Level reached = result.level().orElse(Level.PENDING);
        if (level == null || reached.compareTo(level) >= 0) {
            return true;
        }
        PrintWriter err = spec.commandLine().getErr();
        err.printf(
                "tombolo: %s is %s, --level asks for %s: of %,d events, %,d are sealed and %,d anchored%n",
                result.dataset(),
                reached,
                level,
                result.events() + result.unsealed(),
                result.events(),
                result.anchored());
        err.flush();
        return false;
    }

    private int carryThrough(AuditRequest request, AuditStore store, Optional<AuditStateFile.SavedAudit> saved) {
        // The process does not end before this is closed, and by then all is reported.
        try (StopSignal stop = StopSignal.listen(TIME_TO_STOP)) {
            AuditRequest.Resumption resumption =
                    new AuditRequest.Resumption(saved, store::save, SAVED_EVERY, stop::isTold, Clock.systemUTC());
            return carryThrough(request.withResumption(resumption), store);
        }
    }

    private int carryThrough(AuditRequest request, AuditStore store) {
        try {
            int code = carryThrough(request);
            store.delete();
            return code;
        } catch (AuditException e) {
            PrintWriter err = spec.commandLine().getErr();
            err.printf(
                    "tombolo: %s%n%s%n",
                    e.getMessage(),
                    store.isThere()
                            ? "What was compared is in " + store + "; the same command continues from there."
                            : "Nothing was compared yet; the same command starts over.");
            err.flush();
            return ExitCode.WRONG;
        }
    }
}
