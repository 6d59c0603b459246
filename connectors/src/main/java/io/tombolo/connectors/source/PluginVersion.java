package io.tombolo.connectors.source;

import org.jspecify.annotations.Nullable;

/** The plugin's version as the jar's manifest has it. */
public final class PluginVersion {

    private PluginVersion() {}

    /** The version, or {@code development} when the class is in none of Tombolo's jars. */
    public static String of(Class<?> type) {
        @Nullable String version = type.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
