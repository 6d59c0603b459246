package io.tombolo.cli;

import io.tombolo.cli.shell.ExitCode;
import io.tombolo.server.LabCertificates;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "certs",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Makes an authority of a lab and a server's certificate of it, as PEM files.",
        footer = {
            "",
            "Writes ca.pem, server.pem and server-key.pem, which only its owner may read, and overwrites none. The authority's own key "
                    + "is not kept. tombolo up --secure makes the same by itself in DIR/security. More: docs/secure.md."
        })
final class CertsCommand implements Callable<Integer> {
    @Option(
            names = "--name",
            required = true,
            split = ",",
            paramLabel = "NAME",
            description = "the server's DNS names and addresses, separated by commas; may be repeated")
    List<String> names = List.of();

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            defaultValue = ".",
            description = "the folder to write to, made when missing (default: ${DEFAULT-VALUE})")
    Path out = Path.of(".");

    @Option(
            names = "--valid",
            paramLabel = "DURATION",
            defaultValue = "365d",
            description = "for how long, at most 3650 days (default: ${DEFAULT-VALUE})")
    Duration valid = Duration.ofDays(365);

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    @Override
    public Integer call() {
        LabCertificates.create(out, names.stream().map(String::strip).toList(), valid, Clock.systemUTC());
        spec.commandLine()
                .getOut()
                .printf(
                        "Wrote %s, %s and %s for %s.%n",
                        out.resolve(LabCertificates.AUTHORITY),
                        out.resolve(LabCertificates.CERTIFICATE),
                        out.resolve(LabCertificates.PRIVATE_KEY),
                        String.join(", ", names));
        spec.commandLine().getOut().flush();
        return ExitCode.GOOD;
    }
}
