package io.tombolo.schemas.opening;

import org.apache.kafka.common.errors.SerializationException;

/** A protected field can't be opened, and the reader wants no event without it. */
public final class UnreadableFieldException extends SerializationException {

    private static final long serialVersionUID = 1L;

    UnreadableFieldException(String message) {
        super(message);
    }
}
