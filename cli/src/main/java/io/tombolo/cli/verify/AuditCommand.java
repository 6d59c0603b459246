package io.tombolo.cli.verify;

import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.Datasets;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Input;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.JsonOption;
import io.tombolo.cli.shell.Server;
import io.tombolo.consumer.audit.AuditException;
import io.tombolo.consumer.audit.AuditRefusal;
import io.tombolo.consumer.audit.AuditRequest;
import io.tombolo.consumer.audit.AuditResult;
import io.tombolo.consumer.audit.DatasetAudit;
import io.tombolo.consumer.readside.ProvenanceClient;
import io.tombolo.consumer.readside.ReadSideException;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.registry.HttpRegistryClient;
import io.tombolo.schemas.registry.RegistrySchemaHashes;
import io.tombolo.schemas.registry.RegistrySettings;
import io.tombolo.terminal.Progress;
import io.tombolo.up.Endpoints;
import io.tombolo.up.Node;
import io.tombolo.verification.verdict.Trust;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
                "Reads a whole dataset, hashes every record anew and compares it with the anchored log, from first to last.",
        footer = {"", "Exit code 1 if any record was altered, dropped, added or moved; each is named by its offset."})
public final class AuditCommand implements Callable<Integer> {
    private static final int SHOWN = 20;

    @Option(names = "--dataset", required = true, paramLabel = "ORGANISATION/NAME", description = "the dataset")
    String dataset = "";

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description = "the trust policy: whose keys you believe (default: those that the server names)")
    @Nullable Path policy;

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
        Endpoints endpoints = server.endpoints();
        ProvenanceClient readSide = new ProvenanceClient(server.url());
        try (HttpRegistryClient registry =
                new HttpRegistryClient(RegistrySettings.from(Map.of("schema.registry.url", endpoints.registry())))) {
            AuditRequest request = AuditRequest.of(
                    id,
                    Map.of("bootstrap.servers", endpoints.kafka()),
                    readSide,
                    new RegistrySchemaHashes(registry),
                    Input.policy(policy).orElseGet(readSide::policy),
                    Node.RECEIPTS);
            AuditResult result = run(request);
            say(result);
            return result.isGood() ? ExitCode.GOOD : ExitCode.REFUSED;
        } catch (AuditException | ReadSideException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        }
    }

    private static AuditResult run(AuditRequest request) {
        try (Progress bar = Progress.of("Auditing", 1, " events")) {
            return DatasetAudit.run(request.withProgress((compared, due) -> {
                bar.total(Math.max(1, due));
                bar.at(compared);
            }));
        }
    }

    private void say(AuditResult result) {
        PrintWriter out = spec.commandLine().getOut();
        if (output.isGiven()) {
            out.println(Json.text(json(result)));
        } else if (result.isGood()) {
            out.printf(
                    "%s  %s: %,d events in %d %s, none altered, dropped, added or moved (%,.0f events/s)%n",
                    result.level().map(Enum::name).orElse(""),
                    result.dataset(),
                    result.events(),
                    result.partitions(),
                    result.partitions() == 1 ? "partition" : "partitions",
                    result.eventsPerSecond());
            if (result.unsealed() > 0) {
                out.printf("  %,d more are not sealed yet: ask again in a moment.%n", result.unsealed());
            }
        } else {
            out.printf("REFUSED  %s: %,d of %,d events%n", result.dataset(), result.refused(), result.events());
            for (AuditRefusal refusal : result.refusals()
                    .subList(0, Math.min(SHOWN, result.refusals().size()))) {
                out.printf(
                        "  %-10s partition %d, offset %d: %s%n",
                        refusal.kind(), refusal.partition(), refusal.offset(), refusal.detail());
            }
            if (result.refused() > SHOWN) {
                out.printf("  … and %,d more (--json lists them)%n", result.refused() - SHOWN);
            }
        }
        if (!output.isGiven()) {
            if (result.development()) {
                out.println("  The ledger is a development one: a single operator holds all of its keys.");
            }
            if (result.trust() == Trust.SELF_ASSERTED) {
                out.println(
                        "  The keys are those that the server names; give the ones that you trust with --policy FILE.");
            }
        }
        out.flush();
    }

    private static Map<String, Object> json(AuditResult result) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("dataset", result.dataset().toString());
        json.put("partitions", result.partitions());
        json.put("events", result.events());
        json.put("anchored", result.anchored());
        json.put("unsealed", result.unsealed());
        json.put("level", result.level().map(Enum::name).orElse("REFUSED"));
        json.put("trust", result.trust().name());
        json.put("development", result.development());
        json.put("refused", result.refused());
        List<Map<String, Object>> refusals = result.refusals().stream()
                .map(refusal -> {
                    Map<String, Object> line = new LinkedHashMap<>();
                    line.put("kind", refusal.kind().name());
                    line.put("partition", refusal.partition());
                    line.put("offset", refusal.offset());
                    line.put("detail", refusal.detail());
                    return line;
                })
                .toList();
        json.put("refusals", refusals);
        json.put("events_per_second", Math.round(result.eventsPerSecond()));
        return json;
    }
}
