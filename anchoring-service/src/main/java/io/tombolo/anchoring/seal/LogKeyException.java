package io.tombolo.anchoring.seal;

import org.jspecify.annotations.Nullable;

/** A log key can't be read or made; the message names the file. */
public final class LogKeyException extends RuntimeException {
    public LogKeyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
