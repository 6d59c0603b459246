package io.tombolo.cli.erase;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.agreements.store.Erasure;
import io.tombolo.agreements.store.ErasureLog;
import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Input;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.JsonOption;
import io.tombolo.cli.shell.Server;
import io.tombolo.terminal.Table;
import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.verdict.Inspection;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "erasures",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Lists erasures, the levels of their receipts, and which partners confirmed that they dropped the keys.",
        footer = {"", "Without --policy a receipt's level is what the file claims."})
final class ErasuresCommand implements Callable<Integer> {
    @Option(names = "--dataset", paramLabel = "ORGANISATION/NAME", description = "only this dataset's")
    @Nullable String dataset;

    @Option(names = "--policy", paramLabel = "FILE", description = "the trust policy by which receipts are verified")
    @Nullable Path policy;

    @Mixin
    OwnersFolder folder = new OwnersFolder();

    @Mixin
    JsonOption json = new JsonOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    private record Line(ErasureLog.Recorded recorded, String level, Set<String> waiting) {}

    @Override
    public Integer call() {
        Server server = folder.server();
        List<Line> lines = new ArrayList<>();
        try (ErasureLog log = ErasureLog.open(folder.kafka(), folder.registry())) {
            for (ErasureLog.Recorded one : log.all()) {
                if (dataset == null || one.erasure().dataset().toString().equals(dataset)) {
                    Set<String> waiting =
                            partners(server, one.erasure().dataset().toString());
                    waiting.removeAll(one.confirmed().keySet());
                    lines.add(new Line(one, level(server, one), waiting));
                }
            }
        } catch (KafkaException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json.isGiven()) {
            out.println(Json.text(
                    Map.of("erasures", lines.stream().map(ErasuresCommand::json).toList())));
        } else if (lines.isEmpty()) {
            out.println("No erasures.");
        } else {
            Table table = new Table("dataset", "at", "reason", "receipt", "confirmed by", "not yet by", "erasure");
            lines.forEach(line -> {
                Erasure erasure = line.recorded().erasure();
                table.add(
                        erasure.dataset().toString(),
                        erasure.at().toString(),
                        erasure.reason(),
                        line.level(),
                        names(new TreeSet<>(line.recorded().confirmed().keySet())),
                        names(line.waiting()),
                        erasure.id());
            });
            out.print(table);
        }
        out.flush();
        return ExitCode.GOOD;
    }

    private static String names(Set<String> names) {
        return names.isEmpty() ? "-" : String.join(", ", names);
    }

    /** Who may hold keys of a dataset: by agreements in force. */
    private static Set<String> partners(Server server, String dataset) {
        String agreements =
                server.getJson("/api/v1/endpoints").path("agreements").asText();
        Set<String> partners = new TreeSet<>();
        if (!agreements.isEmpty()) {
            for (JsonNode one :
                    server.beside(agreements).getJson("/v1/agreements").path("agreements")) {
                if (one.path("dataset").asText().equals(dataset)
                        && one.path("in_force").asBoolean()) {
                    partners.add(one.path("consumer").asText());
                }
            }
        }
        return partners;
    }

    private String level(Server server, ErasureLog.Recorded recorded) {
        try {
            byte[] receipt = EraseCommand.evidence(server, recorded);
            EvidenceVerifier verifier = EvidenceVerifier.standard();
            return Input.policy(policy)
                    .map(trusted -> verifier.verify(receipt, trusted).name())
                    .orElseGet(() -> verifier.inspect(receipt) instanceof Inspection.Intact intact
                            ? intact.claimed().name()
                            : "REFUSED");
        } catch (CommandException e) {
            return "PENDING";
        }
    }

    private static Map<String, Object> json(Line line) {
        Erasure erasure = line.recorded().erasure();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("erasure", erasure.id());
        json.put("dataset", erasure.dataset().toString());
        json.put("keys", erasure.keys());
        json.put("at", erasure.at().toString());
        json.put("reason", erasure.reason());
        json.put("offset", line.recorded().offset());
        json.put("receipt", line.level());
        Map<String, String> confirmed = new LinkedHashMap<>();
        line.recorded().confirmed().forEach((partner, at) -> confirmed.put(partner, at.toString()));
        json.put("confirmed", confirmed);
        json.put("not_confirmed", line.waiting());
        return json;
    }
}
