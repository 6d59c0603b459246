package io.tombolo.dsp;

/** The environment does not let this connector work: its folder, its configuration, another connector. */
public class DataspaceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DataspaceException(String message) {
        super(message);
    }

    DataspaceException(String message, Throwable cause) {
        super(message, cause);
    }
}
