package io.tombolo.server;

import io.tombolo.debezium.ConverterJar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Where Kafka Connect finds connectors. */
final class Plugins {
    private Plugins() {}

    /**
     * Debezium's connectors lie beside our jars, each with libraries of its own; the operator's lie in the data folder. Each gets the
     * converters that pass on every value as its database wrote it.
     */
    static Map<String, String> under(Path folder) {
        String own = folder.toAbsolutePath().toString();
        String shipped = System.getProperty("tombolo.plugins", "");
        boolean ours = !shipped.isEmpty() && Files.isDirectory(Path.of(shipped));
        try {
            ConverterJar.installIn(folder);
            if (ours) {
                ConverterJar.installIn(Path.of(shipped));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the converters for databases cannot be put beside Debezium's connectors in " + own
                            + (ours ? " and " + shipped : "") + ": " + e.getMessage(),
                    e);
        }
        return Map.of("plugin.path", ours ? shipped + "," + own : own);
    }
}
