package io.tombolo.cli.verify;

import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Input;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.JsonOption;
import io.tombolo.merkle.MalformedException;
import io.tombolo.schemas.contract.ObjectClaim;
import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.evidence.EvidenceFile;
import io.tombolo.verification.object.ObjectCheck;
import io.tombolo.verification.verdict.Check;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
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
        description = "Verifies evidence files, with no server and no network.",
        footer = {
            "",
            "Of several files, or a folder's, those that are refused or can't be read are listed, and a table counts the verdicts; the"
                    + " exit code is 1 if there are any. With --json there is one object for each file, each on a line of its own.",
            "",
            "A policy names the keys and the ledger members that you trust: tombolo policy init -o policy.json writes one to compare "
                    + "with the data's owner. Without --policy the file is only inspected (INTACT): that says that nothing in it was "
                    + "changed, not who made it. tombolo explain shows each step."
        })
final class VerifyCommand implements Callable<Integer> {
    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description =
                    "the evidence file, or a certificate (PDF) to which it is attached; or several, or folders: of a folder and"
                            + " those in it, all files that end with .json, .cbor or .pdf but the one of --policy")
    List<Path> files = List.of();

    @Option(names = "--policy", paramLabel = "FILE", description = "the trust policy: whose keys you trust")
    @Nullable Path policy;

    @Option(
            names = "--object",
            paramLabel = "FILE",
            description = "a large object that the event speaks of: is it the one? (may be given several times)")
    List<Path> objects = List.of();

    @Option(names = "--checks", description = "list every check with what was compared")
    boolean checks;

    @Mixin
    ErasureReceipts erasures = new ErasureReceipts();

    @Mixin
    JsonOption output = new JsonOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    @Override
    public Integer call() {
        EvidenceVerifier verifier = EvidenceVerifier.standard();
        if (files.size() > 1 || Files.isDirectory(files.get(0))) {
            mustBeOfMany();
            Function<byte[], Judgement> judge = judge(verifier);
            return new VerifyMany(spec.commandLine(), file -> judge.apply(Input.evidence(file)), System::nanoTime)
                    .all(EvidenceFolder.of(files, policy), policy != null, output.isGiven());
        }
        byte[] evidence = Input.evidence(files.get(0));
        Judgement judgement = judge(verifier).apply(evidence);
        Map<Path, Check> compared = judgement.good() ? compared(evidence) : Map.of();
        List<ErasureReceipts.Erased> erased =
                judgement.good() && erasures.given() ? erasures.of(evidence, Input.policy(policy)) : List.of();
        PrintWriter out = spec.commandLine().getOut();
        if (output.isGiven()) {
            Map<String, Object> json = new LinkedHashMap<>(VerdictText.json(judgement));
            if (!objects.isEmpty()) {
                json.put(
                        "objects",
                        compared.entrySet().stream().map(VerifyCommand::json).toList());
            }
            if (erasures.given()) {
                json.put(
                        "erased",
                        erased.stream().map(ErasureReceipts.Erased::json).toList());
            }
            out.println(Json.text(json));
        } else {
            VerdictText.print(out, judgement, checks);
            ErasureReceipts.print(out, erased);
            compared.forEach((object, check) ->
                    out.printf("%s  %s: %s%n", check.passed() ? "OBJECT" : "ALTERED", object, check.compared()));
        }
        out.flush();
        boolean all = compared.values().stream().allMatch(Check::passed);
        return judgement.good() && all ? ExitCode.GOOD : ExitCode.REFUSED;
    }

    private Function<byte[], Judgement> judge(EvidenceVerifier verifier) {
        return Input.policy(policy)
                .<Function<byte[], Judgement>>map(trusted -> file -> Judgement.of(verifier.verify(file, trusted)))
                .orElse(file -> Judgement.of(verifier.inspect(file)));
    }

    /** Options that say something about one event. */
    private void mustBeOfMany() {
        for (String option : List.of("--object", "--erasure", "--checks")) {
            if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new CommandException(option + " is for one evidence file, and " + files.size()
                        + (files.size() == 1 ? " folder is given" : " files are given"));
            }
        }
    }

    /** The objects against the claims of a record that is what its owner sealed. */
    private Map<Path, Check> compared(byte[] evidence) {
        Map<Path, Check> compared = new LinkedHashMap<>();
        for (Path object : objects) {
            if (!Files.isRegularFile(object)) {
                throw new CommandException(
                        object + (Files.exists(object) ? ": is not a file" : ": there is no such file"));
            }
            try (InputStream in = Files.newInputStream(object)) {
                List<ObjectClaim> claims =
                        ObjectCheck.claims(EvidenceFile.read(evidence).record());
                compared.put(object, ObjectCheck.check(claims, in));
            } catch (MalformedException e) {
                compared.put(object, Check.failed("object", String.valueOf(e.getMessage())));
            } catch (IOException e) {
                throw new CommandException(object + ": can't be read: " + e.getMessage(), e);
            }
        }
        return compared;
    }

    private static Map<String, Object> json(Map.Entry<Path, Check> compared) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("file", compared.getKey().toString());
        json.put("passed", compared.getValue().passed());
        json.put("compared", compared.getValue().compared());
        return json;
    }
}
