package io.tombolo.cli.verify;

import io.tombolo.certificate.Certificate;
import io.tombolo.certificate.Erased;
import io.tombolo.certificate.Language;
import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Input;
import io.tombolo.merkle.Hash;
import io.tombolo.verification.EvidenceVerifier;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Verdict;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "certificate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Verifies an evidence file as verify does, and writes a certificate to print: PDF/A-3 with the evidence attached.",
        footer = {
            "",
            "The paper proves nothing by itself: tombolo verify --policy POLICY out.pdf verifies the attached evidence. A file that is "
                    + "refused gets no certificate. Exit codes are those of verify: 0 certificate written, 1 refused, 2 wrong use or environment."
        })
final class CertificateCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "FILE", description = "the evidence file, about one event")
    Path file = Path.of("");

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            required = true,
            description = "the trust policy: whose keys you trust; the certificate names its digest")
    Path policy = Path.of("");

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            required = true,
            description = "where to write the PDF; a file that exists is not overwritten")
    Path output = Path.of("");

    @Option(
            names = "--language",
            paramLabel = "en|zh",
            defaultValue = "en",
            description = "the language of the certificate: English or Chinese (default: ${DEFAULT-VALUE})")
    Language language = Language.EN;

    @Mixin
    ErasureReceipts erasures = new ErasureReceipts();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    @Override
    public Integer call() {
        byte[] evidence = Input.evidence(file);
        byte[] policyFile = Input.policyBytes(policy);
        TrustPolicy trusted = Input.policy(policy, policyFile);
        Verdict verdict = EvidenceVerifier.standard().verify(evidence, trusted);
        PrintWriter out = spec.commandLine().getOut();
        if (!(verdict instanceof Verdict.Accepted accepted)) {
            VerdictText.print(out, Judgement.of(verdict), false);
            out.println("  No certificate was written.");
            out.flush();
            return ExitCode.REFUSED;
        }
        if (accepted.records().size() != 1) {
            throw new CommandException(String.format(
                    "%s: %,d events, a certificate is about one; tombolo evidence --offset OFFSET writes evidence of one",
                    file, accepted.records().size()));
        }
        List<Erased> erased = erasures.of(evidence, Optional.of(trusted)).stream()
                .map(one -> new Erased(one.field(), one.at()))
                .toList();
        Certificate certificate = new Certificate(
                Bytes.of(evidence),
                accepted,
                erased,
                Hash.of(Hash.sha256().digest(policyFile)),
                Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS),
                language);
        Output.write(output, certificate.pdf(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        VerdictText.print(out, Judgement.of(verdict), false);
        out.printf("  certificate  %s%n", output);
        out.flush();
        return ExitCode.GOOD;
    }
}
