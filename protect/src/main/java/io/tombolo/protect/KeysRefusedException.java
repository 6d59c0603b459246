package io.tombolo.protect;

/** The reader is given no keys of a dataset: it has no agreement in force, or its grant is over. */
public final class KeysRefusedException extends KeyException {

    private static final long serialVersionUID = 1L;

    public KeysRefusedException(String message) {
        super(message);
    }
}
