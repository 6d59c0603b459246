package io.tombolo.cli.verify;

import io.tombolo.anchoring.seal.LogKeys;
import io.tombolo.anchoring.seal.PemLogKeys;
import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.OneLedger;
import io.tombolo.cli.shell.Server;
import io.tombolo.verification.receipt.AnchorTrust;
import io.tombolo.verification.receipt.LedgerTrust;
import io.tombolo.verification.trust.LogKey;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.PolicyReview;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Check;
import io.tombolo.verification.verdict.Trust;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Writes a policy from what a server says of itself, or from its owner's own files, and prints the fingerprints to compare with its owner.",
        footer = {
            "",
            "A policy is worth what its keys are worth: compare each fingerprint with the organisation itself, by telephone or on "
                    + "paper, before you rely on the file. --keys and --ledger-config are for the owner, whose read side runs alone:"
                    + " no server is asked."
        })
final class PolicyInitCommand implements Callable<Integer> {
    @Option(names = "-o", paramLabel = "FILE", required = true, description = "the file to write; it must not exist")
    Path file = Path.of("policy.json");

    @Option(
            names = "--organisation",
            paramLabel = "DOMAIN",
            description = "take this organisation's keys only; may be repeated (default: all)")
    List<String> organisations = List.of();

    @Option(
            names = "--quorum",
            paramLabel = "N",
            description = "members of each ledger that must sign (default: a majority)")
    @Nullable Integer quorum;

    @Option(
            names = "--keys",
            paramLabel = "DIR",
            description = "with --ledger-config: the keysDir of your tombolo anchoring, instead of a server's word")
    @Nullable Path keys;

    @Option(
            names = "--ledger-config",
            paramLabel = "FILE",
            description = "with --keys: the consortium's ledger, as tombolo anchoring has it")
    @Nullable Path ledgerConfig;

    @Mixin
    Server server = new Server();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    @Override
    public Integer call() {
        TrustPolicy policy = chosen(stated());
        Output.write(file, PolicyFile.write(policy), StandardOpenOption.CREATE_NEW);
        PrintWriter out = spec.commandLine().getOut();
        out.printf("Policy by %s: %s%n", keys == null ? "the word of " + server.url() : "the keys in " + keys, file);
        out.println(keys == null ? "Compare before you rely on it:" : "Recipients compare these with you:");
        Fingerprints.of(policy).forEach(line -> out.println("  " + line));
        List<Check> doubts = PolicyReview.of(policy, Clock.systemUTC().instant()).stream()
                .filter(check -> !check.passed())
                .toList();
        if (!doubts.isEmpty()) {
            out.println("Reasons for another look, as tombolo policy check reports them:");
            doubts.forEach(check -> out.printf("  %s: %s%n", check.name(), check.compared()));
        }
        out.flush();
        return ExitCode.GOOD;
    }

    private TrustPolicy stated() {
        if (keys == null && ledgerConfig == null) {
            return server.readSide().policy();
        }
        if (keys == null || ledgerConfig == null) {
            throw new CommandException(
                    "give both --keys DIR and --ledger-config FILE: a policy names log keys and a ledger");
        }
        if (!Files.isDirectory(keys)) {
            throw new CommandException("--keys " + keys + ": is not a folder; it is the keysDir of tombolo anchoring");
        }
        PemLogKeys folder = new PemLogKeys(keys);
        try {
            return new OneLedger(null, ledgerConfig).policy(folder);
        } catch (LogKeys.LogKeyException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        }
    }

    private TrustPolicy chosen(TrustPolicy said) {
        for (String organisation : organisations) {
            if (said.logKeys().stream().noneMatch(key -> key.organisation().equals(organisation))) {
                throw new CommandException("--organisation " + organisation + ": "
                        + (keys == null ? "the server names" : "the folder has") + " keys of "
                        + said.logKeys().stream()
                                .map(LogKey::organisation)
                                .distinct()
                                .toList());
            }
        }
        List<LogKey> keys = said.logKeys().stream()
                .filter(key -> organisations.isEmpty() || organisations.contains(key.organisation()))
                .toList();
        List<AnchorTrust> ledgers = said.ledgers().stream()
                .map(ledger -> ledger instanceof LedgerTrust consortium ? withQuorum(consortium) : ledger)
                .toList();
        return new TrustPolicy(Trust.POLICY, keys, ledgers, said.crossAnchoring(), said.oldestAnchor(), said.retired());
    }

    private LedgerTrust withQuorum(LedgerTrust said) {
        int members = said.members().size();
        int wanted = quorum == null ? members / 2 + 1 : quorum;
        if (wanted < 1 || wanted > members) {
            throw new CommandException("--quorum " + wanted + ": ledger " + said.name() + " has " + members
                    + " members, so 1 to " + members);
        }
        return new LedgerTrust(said.name(), said.channel(), said.chaincode(), said.members(), wanted, said.rules());
    }
}
