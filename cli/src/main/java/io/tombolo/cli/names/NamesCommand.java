package io.tombolo.cli.names;

import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.JsonOption;
import io.tombolo.ledger.NameAdministration;
import io.tombolo.ledger.NameAdministration.Status;
import io.tombolo.ledger.NameRule;
import io.tombolo.ledger.RegistrationOutcome;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "names",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Which members of a ledger must approve an organisation's name, and their approvals.",
        footer = {
            "",
            "Without a rule a name belongs to the membership that registers it first. Exit code 1: the ledger refused. More: docs/ledger.md."
        },
        synopsisSubcommandLabel = "COMMAND")
public final class NamesCommand implements Callable<Integer> {
    /** An organisation that no ledger knows, for questions about the rule alone. */
    private static final String NOBODY = "nobody.invalid";

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return ExitCode.WRONG;
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Shows the rule, the votes for another one, and who approved a name.")
    Integer show(
            @Parameters(arity = "0..1", paramLabel = "DOMAIN", description = "the organisation's name") @Nullable String organisation,
            @Mixin LedgerOptions ledger,
            @Mixin JsonOption output) {
        String name = organisation == null ? NOBODY : organisation;
        print(organisation, ledger.with(Optional.of(NOBODY), names -> names.status(name)), output);
        return ExitCode.GOOD;
    }

    @Command(
            name = "rule",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description =
                    "Votes for a rule. The first begins when all its members voted for it; a later one, or --off, when as many voted as the"
                            + " rule in force asks for.")
    Integer rule(
            @Option(names = "--need", paramLabel = "K", description = "how many members must approve a name") @Nullable Integer need,
            @Option(
                            names = "--member",
                            paramLabel = "MEMBERSHIP",
                            description = "a membership that approves names, such as an MSP id (several times)")
                    @Nullable List<String> members,
            @Option(names = "--off", description = "no approvals are needed any more") boolean off,
            @Mixin LedgerOptions ledger,
            @Mixin JsonOption output) {
        NameRule wanted = wanted(need, members == null ? List.of() : members, off);
        return decide(null, ledger, output, names -> names.vote(wanted));
    }

    private NameRule wanted(@Nullable Integer need, List<String> members, boolean off) {
        if (off != (need == null && members.isEmpty()) || (need == null && !off)) {
            throw new ParameterException(spec.commandLine(), "give --need K with --member MEMBERSHIP, or --off");
        }
        try {
            return off ? NameRule.OFF : NameRule.parse(need + " " + String.join(" ", members));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    @Command(
            name = "approve",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Approves that a name is bound to a membership, which may then register it.")
    Integer approve(
            @Parameters(paramLabel = "DOMAIN", description = "the organisation's name, as acme.example")
                    String organisation,
            @Option(
                            names = "--for",
                            required = true,
                            paramLabel = "MEMBERSHIP",
                            description = "the membership of that organisation, such as its MSP id")
                    String membership,
            @Mixin LedgerOptions ledger,
            @Mixin JsonOption output) {
        return decide(organisation, ledger, output, names -> names.approve(organisation, membership));
    }

    @Command(
            name = "revoke",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Takes an approval back, before the name is registered.")
    Integer revoke(
            @Parameters(paramLabel = "DOMAIN", description = "the organisation's name") String organisation,
            @Mixin LedgerOptions ledger,
            @Mixin JsonOption output) {
        return decide(organisation, ledger, output, names -> names.revoke(organisation));
    }

    private record Decided(RegistrationOutcome outcome, Status status) {}

    private int decide(
            @Nullable String organisation,
            LedgerOptions ledger,
            JsonOption output,
            Function<NameAdministration, RegistrationOutcome> call) {
        Decided decided = ledger.with(
                Optional.empty(),
                names -> new Decided(call.apply(names), names.status(organisation == null ? NOBODY : organisation)));
        if (decided.outcome() instanceof RegistrationOutcome.Refused refused) {
            String why = refused.why().code() + ": " + refused.why().detail();
            PrintWriter out = spec.commandLine().getOut();
            out.println(
                    output.isGiven()
                            ? Json.text(Map.of(
                                    "refusal",
                                    refused.why().code().name(),
                                    "detail",
                                    refused.why().detail()))
                            : why);
            out.flush();
            return ExitCode.REFUSED;
        }
        print(organisation, decided.status(), output);
        return ExitCode.GOOD;
    }

    private void print(@Nullable String organisation, Status status, JsonOption output) {
        PrintWriter out = spec.commandLine().getOut();
        if (output.isGiven()) {
            out.println(Json.text(json(organisation, status)));
        } else {
            out.println("Rule for names: "
                    + (status.rule().isOff()
                            ? "off; a name belongs to the membership that registers it first"
                            : status.rule().needed() + " of " + status.rule().members() + " must approve"));
            new TreeMap<>(status.votes())
                    .forEach((member, rule) -> out.println("  " + member + " votes for: " + rule.text()));
            if (organisation != null) {
                out.println(organisation + ": "
                        + status.boundTo().map(member -> "bound to " + member).orElse("not registered yet"));
                new TreeMap<>(status.approvals())
                        .forEach((member, approved) -> out.println("  " + member + " approved it for " + approved));
            }
        }
        out.flush();
    }

    private static Map<String, Object> json(@Nullable String organisation, Status status) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("caller", status.caller());
        json.put("rule", status.rule().text());
        json.put(
                "votes",
                status.votes().entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, vote -> vote.getValue().text())));
        if (organisation != null) {
            json.put("organisation", organisation);
            status.boundTo().ifPresent(member -> json.put("bound_to", member));
            json.put("approvals", status.approvals());
        }
        return json;
    }
}
