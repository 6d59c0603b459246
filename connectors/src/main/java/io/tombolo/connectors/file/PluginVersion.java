package io.tombolo.connectors.file;

import org.jspecify.annotations.Nullable;

/** The plugin's version as the jar's manifest has it. */
final class PluginVersion {

    private PluginVersion() {}

    static String of(Class<?> type) {
        @Nullable String version = type.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
