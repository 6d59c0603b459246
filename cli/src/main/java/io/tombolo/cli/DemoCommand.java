package io.tombolo.cli;

import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Logging;
import io.tombolo.demo.Demo;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Three organisations share real data, and every way of tampering with it is caught. Takes under a minute.",
        footer = {
            "",
            "Exit code 0 if everything was as it should be: the true data accepted, every lie refused by name."
        })
final class DemoCommand implements Callable<Integer> {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "demo-data",
            description = "the data folder; an earlier demo's is emptied first (default: ${DEFAULT-VALUE})")
    Path data = Path.of("demo-data");

    @Option(names = "--stay", description = "leave everything running afterwards, and say where")
    boolean stay;

    @Option(
            names = "--two",
            description =
                    "instead: two organisations in processes of their own, from the invitation to the end of their agreement; under"
                            + " two minutes")
    boolean two;

    @Mixin
    LogOption log = new LogOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        if (two && stay) {
            throw new CommandException("--two stops everything at its end: leave out --stay");
        }
        if (two) {
            return Demo.runTwo(data, out) ? ExitCode.GOOD : ExitCode.REFUSED;
        }
        return Demo.run(data, stay, out, folder -> Logging.toFolder(folder, log.form()))
                ? ExitCode.GOOD
                : ExitCode.REFUSED;
    }
}
