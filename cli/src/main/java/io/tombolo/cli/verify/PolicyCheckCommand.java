package io.tombolo.cli.verify;

import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Input;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.JsonOption;
import io.tombolo.verification.trust.PolicyReview;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Check;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Reads a policy and says what its author may not have meant; prints its fingerprints.",
        footer = {"", "Exit code 1 if something gives reason for another look, 2 if the file is not a policy."})
final class PolicyCheckCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "FILE", description = "the policy")
    Path file = Path.of("");

    @Mixin
    JsonOption output = new JsonOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    @Override
    public Integer call() {
        TrustPolicy policy = Input.policy(file).orElseThrow();
        List<Check> checks = PolicyReview.of(policy, Clock.systemUTC().instant());
        boolean good = checks.stream().allMatch(Check::passed);
        PrintWriter out = spec.commandLine().getOut();
        if (output.isGiven()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("good", good);
            json.put("checks", VerdictText.checks(checks));
            json.put("fingerprints", Fingerprints.of(policy));
            out.println(Json.text(json));
        } else {
            VerdictText.print(out, checks);
            Fingerprints.of(policy).forEach(line -> out.println("  " + line));
        }
        out.flush();
        return good ? ExitCode.GOOD : ExitCode.REFUSED;
    }
}
