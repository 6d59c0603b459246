package io.tombolo.cli.shell;

/** A command can't do its work; the message says in one line what is wrong and what to do. Exit code 2. */
public final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CommandException(String message) {
        super(message);
    }

    public CommandException(String message, Throwable cause) {
        super(message, cause);
    }
}
