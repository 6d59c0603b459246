package io.tombolo.schemas.avro;

/** Bytes that are not a datum of their schema, or beyond a limit; the message says which. */
public final class MalformedDatumException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public MalformedDatumException(String message) {
        super(message);
    }

    MalformedDatumException(String message, Throwable cause) {
        super(message, cause);
    }
}
