package io.tombolo.cli;

import io.tombolo.cli.shell.Logging;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/** {@code --log}: how the lines of the log are written. A server has it among its own options; {@link #addTo} gives it to all others. */
final class LogOption {
    private static final String NAME = "--log";

    @Option(
            names = NAME,
            paramLabel = "FORM",
            defaultValue = "TEXT",
            description =
                    "form of the log: text, or json, one object a line, for a collector of logs (default: text; a command that ends by itself"
                            + " writes its log, to standard error, with this option alone)")
    private Logging.Form form = Logging.Form.TEXT;

    Logging.Form form() {
        return form;
    }

    /** Whether the option is among arguments, which have not been parsed. */
    static boolean isIn(String... arguments) {
        return Stream.of(arguments).anyMatch(one -> one.equals(NAME) || one.startsWith(NAME + "="));
    }

    /** Gives every command the option that has none of its own, and begins its log where the option is given. */
    static void addTo(CommandLine line) {
        line.getSubcommands().values().forEach(LogOption::addToAll);
        line.setExecutionStrategy(parsed -> {
            begin(parsed);
            return new RunLast().execute(parsed);
        });
    }

    private static void addToAll(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        if (spec.findOption(NAME) == null && !spec.name().equals("help")) {
            spec.addMixin(LogOption.class.getName(), CommandSpec.forAnnotatedObject(new LogOption()));
        }
        command.getSubcommands().values().forEach(LogOption::addToAll);
    }

    private static void begin(ParseResult parsed) {
        for (ParseResult each = parsed; each != null; each = each.subcommand()) {
            CommandSpec added = each.commandSpec().mixins().get(LogOption.class.getName());
            if (added != null && each.hasMatchedOption(NAME)) {
                Logging.toConsole(((LogOption) added.userObject()).form());
            }
        }
    }
}
