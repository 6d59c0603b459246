package io.tombolo.cli.verify;

import io.tombolo.certificate.Language;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Input;
import io.tombolo.merkle.Hash;
import io.tombolo.page.SinglePage;
import java.io.PrintWriter;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "page",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Writes the page that verifies evidence as one HTML file, which a browser opens without a server and without a network.",
        footer = {
            "",
            "A policy that is put into the file is your choice, and the page states this; a reader can choose another one. Compare "
                    + "the file's digest, which this command prints, when it was passed on."
        })
final class PageCommand implements Callable<Integer> {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            required = true,
            description =
                    "where to write the file, as verify.html; a file that exists is not overwritten without --force")
    Path output = Path.of("");

    @Option(
            names = "--language",
            paramLabel = "en|zh",
            description = "the language that the page begins with: English or Chinese (default: the browser's)")
    @Nullable Language language;

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description = "a trust policy to put into the file (default: none, so that the reader chooses one)")
    @Nullable Path policy;

    @Option(names = "--force", description = "overwrite a file that exists")
    boolean force;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    @Override
    public Integer call() {
        byte[] html = SinglePage.html(
                Optional.ofNullable(language).map(one -> one.name().toLowerCase(Locale.ROOT)),
                Optional.ofNullable(policy).map(PageCommand::read));
        OpenOption[] how = force
                ? new OpenOption[] {
                    StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE
                }
                : new OpenOption[] {StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE};
        Output.write(output, html, how);
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "  page         %s (%,d bytes, SHA-256 %s)%n",
                output, html.length, HexFormat.of().formatHex(Hash.sha256().digest(html)));
        out.printf("  policy       %s%n", policy == null ? "none: the reader chooses one" : policy);
        out.flush();
        return ExitCode.GOOD;
    }

    /** Only a policy that can be read is put into a page. */
    private static SinglePage.Policy read(Path file) {
        byte[] bytes = Input.policyBytes(file);
        Input.policy(file, bytes);
        Path name = file.getFileName();
        return SinglePage.Policy.of(name == null ? "policy.json" : name.toString(), bytes);
    }
}
