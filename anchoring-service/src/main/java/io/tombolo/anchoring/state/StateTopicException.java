package io.tombolo.anchoring.state;

import org.jspecify.annotations.Nullable;

/** The service's memory in Kafka can't be read; the message names the topic. */
public final class StateTopicException extends RuntimeException {
    public StateTopicException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
