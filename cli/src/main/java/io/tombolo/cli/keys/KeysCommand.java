package io.tombolo.cli.keys;

import io.tombolo.cli.erase.RewrapCommand;
import io.tombolo.cli.shell.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Lists the log keys that organisations sign with, and replaces one; replaces the key that wraps those of protected fields.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ListKeysCommand.class, RotateKeyCommand.class, RewrapCommand.class})
public final class KeysCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return ExitCode.WRONG;
    }
}
