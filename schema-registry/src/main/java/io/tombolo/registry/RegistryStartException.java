package io.tombolo.registry;

/** The registry can't start here: its port, or Kafka. The message says which, and what to do. */
final class RegistryStartException extends RuntimeException {

    RegistryStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
