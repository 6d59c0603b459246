package io.tombolo.merkle.tile;

/** A log's tiles do not give what its head promises; the message names the tile. */
public final class TileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public enum Reason {
        /** The source has no such tile. */
        MISSING,
        /** The tile has not the length that its width calls for, or a bundle is not one. */
        MALFORMED,
        /** The tile's hashes do not lead to the signed root. */
        NOT_IN_TREE
    }

    private final Reason reason;

    TileException(Reason reason, TilePath path, String detail) {
        super(path + ": " + detail);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
