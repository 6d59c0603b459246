package io.tombolo.cli;

/** A command can't do its work; the message says in one line what is wrong and what to do. Exit code 2. */
final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandException(String message) {
        super(message);
    }

    CommandException(String message, Throwable cause) {
        super(message, cause);
    }
}
