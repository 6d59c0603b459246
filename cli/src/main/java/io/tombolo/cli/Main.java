package io.tombolo.cli;

import io.tombolo.backup.BackupCommand;
import io.tombolo.backup.RestoreCommand;
import io.tombolo.capture.CaptureException;
import io.tombolo.cli.acls.AclsCommand;
import io.tombolo.cli.agreement.AgreementCommand;
import io.tombolo.cli.bench.BenchCommands;
import io.tombolo.cli.connect.ConnectCommand;
import io.tombolo.cli.erase.EraseCommands;
import io.tombolo.cli.join.JoinCommands;
import io.tombolo.cli.keys.KeysCommand;
import io.tombolo.cli.names.NamesCommand;
import io.tombolo.cli.reanchor.ReanchorCommand;
import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Logging;
import io.tombolo.cli.verify.VerifyCommands;
import io.tombolo.cli.watch.WatchCommand;
import io.tombolo.consumer.audit.AuditException;
import io.tombolo.consumer.readside.ReadSideException;
import io.tombolo.doctor.DoctorCommand;
import io.tombolo.publish.PublishCommand;
import io.tombolo.publish.PublishException;
import io.tombolo.reconcile.ReconcileCommand;
import io.tombolo.reconcile.ReconcileException;
import io.tombolo.schemas.registry.RegistryException;
import io.tombolo.server.ServerException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The entry point: the commands, and what their ends mean to the shell. */
@Command(
        name = "tombolo",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "Shares datasets over Kafka, and proves what was shared.",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:good",
            "1:a verdict that refuses: something shared is not what its owner anchored",
            "2:wrong use, or an environment that does not let the command do its work"
        })
public final class Main {

    /** The commands that write a log without being asked. */
    private static final Set<String> LOGGING = Set.of("up", "demo", "anchoring", "read-side", "push", "witness");

    private static final Set<String> VERSION = Set.of("--version", "-V");

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(runOn(arguments));
    }

    /** A missing class is not a verdict, as exit code 1 would be: {@code ./tombolo} runs the command again with all jars. */
    private static int runOn(String... arguments) {
        try {
            if (arguments.length > 0 && (LOGGING.contains(arguments[0]) || LogOption.isIn(arguments))) {
                Logging.quiet();
            } else {
                NoLogging.set();
            }
            return run(arguments);
        } catch (CommandLine.InitializationException e) {
            // The classes of a command's options are loaded before it runs.
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof NoClassDefFoundError) {
                    System.err.println("tombolo: " + cause + ": is not on the class path");
                    return ExitCode.CLASS_MISSING;
                }
            }
            throw e;
        } catch (NoClassDefFoundError missing) {
            System.err.println("tombolo: " + missing + ": is not on the class path");
            return ExitCode.CLASS_MISSING;
        }
    }

    /** Runs one command as the shell would, without ending the JVM. */
    static int run(String... arguments) {
        CommandLine line = line(arguments);
        if (arguments.length == 0) {
            line.usage(System.out);
            return ExitCode.GOOD;
        }
        Telemetry spans;
        try {
            spans = Telemetry.begin(arguments[0]);
        } catch (CommandException e) {
            line.getErr().println("tombolo: " + e.getMessage());
            return ExitCode.WRONG;
        }
        try {
            return line.execute(arguments);
        } finally {
            spans.close();
        }
    }

    /** The command line for these arguments: of the named command alone, since picocli looks at every option of all it is given. */
    static CommandLine line(String... arguments) {
        CommandLine line = new CommandLine(new Main());
        List<Class<?>> commands = commands().toList();
        List<Class<?>> named = commands.stream()
                .filter(command -> arguments.length > 0 && isNamed(command, arguments[0]))
                .toList();
        boolean version = arguments.length == 1 && VERSION.contains(arguments[0]);
        (version || !named.isEmpty() ? named : commands).forEach(line::addSubcommand);
        addExitCodes(line, line.getCommandSpec().usageMessage());
        LogOption.addTo(line);
        line.setParameterExceptionHandler(Main::explain);
        line.setExecutionExceptionHandler(Main::explain);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.registerConverter(Duration.class, new DurationText());
        return line;
    }

    /** They are the same for all commands. */
    private static void addExitCodes(CommandLine above, UsageMessageSpec all) {
        for (CommandLine command : above.getSubcommands().values()) {
            command.getCommandSpec()
                    .usageMessage()
                    .exitCodeListHeading(all.exitCodeListHeading())
                    .exitCodeList(all.exitCodeList());
            addExitCodes(command, all);
        }
    }

    private static boolean isNamed(Class<?> command, String name) {
        Command annotation = command.getAnnotation(Command.class);
        return annotation != null && annotation.name().equals(name) && command != HelpCommand.class;
    }

    /** In the order of the help. */
    private static Stream<Class<?>> commands() {
        return Stream.of(
                        List.of(DemoCommand.class, UpCommand.class, PublishCommand.class),
                        List.of(ConnectCommand.class, ReconcileCommand.class, PushKeyCommand.class),
                        List.of(CertsCommand.class, TokensCommand.class, AclsCommand.class, AgreementCommand.class),
                        JoinCommands.all(),
                        EraseCommands.all(),
                        List.of(
                                KeysCommand.class,
                                NamesCommand.class,
                                ReanchorCommand.class,
                                StatusCommand.class,
                                DatasetsCommand.class,
                                WatchCommand.class,
                                DoctorCommand.class,
                                BackupCommand.class,
                                RestoreCommand.class),
                        VerifyCommands.all(),
                        List.of(AnchoringCommand.class, ReadSideCommand.class, PushCommand.class, WitnessCommand.class),
                        BenchCommands.all(),
                        List.of(HelpCommand.class))
                .flatMap(List::stream);
    }

    private static int explain(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        boolean top = command.getParent() == null;
        err.println("tombolo: "
                + (top && failure instanceof UnmatchedArgumentException unmatched
                        ? "there is no command " + unmatched.getUnmatched().get(0)
                        : failure.getMessage()));
        UnmatchedArgumentException.printSuggestions(failure, err);
        err.printf("%s --help lists the %s.%n", command.getCommandSpec().qualifiedName(), top ? "commands" : "options");
        err.flush();
        return ExitCode.WRONG;
    }

    private static int explain(Exception failure, CommandLine line, @Nullable ParseResult result) {
        PrintWriter err = line.getErr();
        if (failure instanceof CommandException
                || failure instanceof ServerException
                || failure instanceof PublishException
                || failure instanceof CaptureException
                || failure instanceof AuditException
                || failure instanceof ReconcileException
                || failure instanceof ReadSideException
                || failure instanceof RegistryException) {
            err.println("tombolo: " + failure.getMessage());
        } else if (failure instanceof KafkaException) {
            err.println("tombolo: Kafka: " + withReason(failure));
        } else {
            err.println("tombolo: a defect, please report it with these lines:");
            failure.printStackTrace(err);
        }
        err.flush();
        return ExitCode.WRONG;
    }

    /** Kafka's clients say that they can't be made; why is in the cause of the cause. */
    static String withReason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root == failure ? String.valueOf(failure.getMessage()) : failure.getMessage() + ": " + root.getMessage();
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"tombolo " + (version == null ? "(development)" : version)};
        }
    }
}
