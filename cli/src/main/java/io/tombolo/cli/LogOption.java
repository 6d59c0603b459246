package io.tombolo.cli;

import io.tombolo.cli.shell.Logging;
import picocli.CommandLine.Option;

/** {@code --log}: how the lines of the log are written. */
final class LogOption {
    @Option(
            names = "--log",
            paramLabel = "FORM",
            defaultValue = "TEXT",
            description = "text, or json: one object a line, for a collector of logs (default: text)")
    private Logging.Form form = Logging.Form.TEXT;

    Logging.Form form() {
        return form;
    }
}
