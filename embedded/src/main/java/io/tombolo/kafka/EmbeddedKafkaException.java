package io.tombolo.kafka;

import org.jspecify.annotations.Nullable;

/** The node could not be started or used here: a port, a folder, a lock. The message says which, and what to do. */
final class EmbeddedKafkaException extends RuntimeException {

    EmbeddedKafkaException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
