package io.tombolo.config;

/** A configuration that can't be used; the message names the key, the value and the limit. */
public final class ConfigException extends RuntimeException {
    public ConfigException(String message) {
        super(message);
    }

    public ConfigException(String message, Throwable cause) {
        super(message, cause);
    }
}
