package io.tombolo.cli;

import io.tombolo.up.Node;
import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.verdict.Verdict;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Verifies an evidence file, with no server and no network.",
        footer = {
            "",
            "Without --policy, the keys are those that the file itself names: that proves the file whole, not who made it.",
            "tombolo explain shows each step; tombolo policy init makes a policy."
        })
final class VerifyCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "FILE", description = "the evidence file")
    Path file = Path.of("");

    @Option(names = "--policy", paramLabel = "FILE", description = "the trust policy: whose keys you believe")
    @Nullable Path policy;

    @Option(names = "--checks", description = "list every check with what was compared")
    boolean checks;

    @Mixin
    JsonOption output = new JsonOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    @Override
    public Integer call() {
        byte[] evidence = Input.evidence(file);
        Verdict verdict = new EvidenceVerifier(Node.RECEIPTS).verify(evidence, Input.policy(policy));
        PrintWriter out = spec.commandLine().getOut();
        if (output.json) {
            out.println(Json.text(VerdictText.json(verdict)));
        } else {
            VerdictText.print(out, verdict, checks);
        }
        out.flush();
        return verdict.isAccepted() ? Main.GOOD : Main.REFUSED;
    }
}
