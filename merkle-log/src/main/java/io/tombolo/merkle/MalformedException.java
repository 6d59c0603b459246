package io.tombolo.merkle;

/** Bytes or text from outside do not have the form they claim; the only exception that a parser of this module throws for its input. */
public final class MalformedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedException(String message) {
        super(message);
    }
}
