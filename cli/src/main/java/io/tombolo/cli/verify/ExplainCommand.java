package io.tombolo.cli.verify;

import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Input;
import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.explain.Explanation;
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
        name = "explain",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Verifies an evidence file as verify does, and shows each step in words and bytes.",
        footer = {"", "Every hash that it prints can be computed with sha256sum. Exit codes are those of verify."})
final class ExplainCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description = "the evidence file, or a certificate (PDF) to which it is attached")
    Path file = Path.of("");

    @Option(names = "--policy", paramLabel = "FILE", description = "the trust policy: whose keys you trust")
    @Nullable Path policy;

    @Mixin
    ErasureReceipts erasures = new ErasureReceipts();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    @Override
    public Integer call() {
        byte[] evidence = Input.evidence(file);
        Explanation explained = Explanation.of(evidence, Input.policy(policy), EvidenceVerifier.standard());
        PrintWriter out = spec.commandLine().getOut();
        explained.lines().forEach(out::println);
        if (explained.isGood() && erasures.given()) {
            out.println();
            out.println(
                    policy == null
                            ? "Fields whose keys are erased, as a receipt says of which no signer was checked:"
                            : "Fields whose keys their owner erased:");
            ErasureReceipts.print(out, erasures.of(evidence, Input.policy(policy)));
        }
        out.flush();
        return explained.isGood() ? ExitCode.GOOD : ExitCode.REFUSED;
    }
}
