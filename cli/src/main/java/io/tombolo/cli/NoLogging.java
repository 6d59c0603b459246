package io.tombolo.cli;

import org.slf4j.helpers.NOP_FallbackServiceProvider;

/** Knows nothing of Logback, which is not on the class path of every command. */
final class NoLogging {
    private NoLogging() {}

    /**
     * Nothing is logged in this JVM, and nothing else can be set: for commands that end soon, since setting Logback up takes a tenth of their
     * time. To be called before anything makes a logger.
     */
    static void set() {
        System.setProperty("slf4j.provider", NOP_FallbackServiceProvider.class.getName());
        System.setProperty("slf4j.internal.verbosity", "WARN");
        System.setProperty("java.util.logging.config.class", NoHandlers.class.getName());
    }

    /** The configuration of {@code java.util.logging}, which makes an instance: without handlers. */
    public static final class NoHandlers {}
}
