package io.tombolo.cli;

import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.ExitCode;
import io.tombolo.cli.shell.Logging;
import io.tombolo.config.ConfigFile;
import io.tombolo.config.ConfigFile.ConfigException;
import io.tombolo.terminal.StopSignal;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of a part that runs alone, and how it runs: until the process is asked to end. */
final class PartOptions {
    /** After this the process ends, whatever still hangs. */
    private static final Duration LONGEST_END = Duration.ofSeconds(12);

    @Option(names = "--config", paramLabel = "FILE", description = "laid over the defaults, which --print-config shows")
    @Nullable Path config;

    @Option(names = "--print-config", description = "print the whole configuration, secrets masked, and end")
    boolean print;

    @Mixin
    LogOption log = new LogOption();

    /** Returns the exit code. */
    <T extends Record> int run(ConfigFile<T> file, PrintWriter out, Function<T, AutoCloseable> start) throws Exception {
        try {
            T read = config == null ? file.defaults() : file.load(config);
            if (print) {
                return print(file.print(read), out);
            }
            Logging.toConsole(log.form());
            try (StopSignal stop = StopSignal.listen(LONGEST_END)) {
                AutoCloseable running = start.apply(read);
                try {
                    stop.await();
                } finally {
                    running.close();
                }
            }
            return ExitCode.GOOD;
        } catch (ConfigException | IllegalArgumentException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Prints what the configuration gives, and returns the exit code. */
    <T extends Record> int print(ConfigFile<T> file, PrintWriter out, Function<T, String> text) {
        try {
            return print(text.apply(config == null ? file.defaults() : file.load(config)) + "\n", out);
        } catch (ConfigException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        }
    }

    private static int print(String text, PrintWriter out) {
        out.print(text);
        out.flush();
        return ExitCode.GOOD;
    }
}
