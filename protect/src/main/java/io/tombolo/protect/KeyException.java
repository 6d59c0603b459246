package io.tombolo.protect;

/** Keys that can't be had: a key encryption key that is not there, or does not unwrap what it should. */
public class KeyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public KeyException(String message) {
        super(message);
    }

    public KeyException(String message, Throwable cause) {
        super(message, cause);
    }
}
