package io.tombolo.schemas.canonical;

import org.jspecify.annotations.Nullable;

/** A schema's text can't be read as one schema with one meaning. The message says where and why. */
public final class MalformedSchemaException extends RuntimeException {

    public MalformedSchemaException(String message) {
        this(message, null);
    }

    public MalformedSchemaException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
