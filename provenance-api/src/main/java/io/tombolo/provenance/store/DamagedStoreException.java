package io.tombolo.provenance.store;

/** The files on disk are not what was committed to them. They hold nothing but copies, so the cure is to build them again. */
final class DamagedStoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DamagedStoreException(String message) {
        super(message);
    }
}
