package io.tombolo.cli;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.tombolo.cli.shell.CommandException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * OpenTelemetry of this process, set up by its own environment variables and system properties. It is off unless one of them names an exporter of spans or an
 * address, and it never exports anything but spans: metrics are Prometheus', and logs are lines.
 */
final class Telemetry implements AutoCloseable {
    /** The commands that have spans. */
    private static final Set<String> TRACED =
            Set.of("up", "demo", "anchoring", "read-side", "push", "witness", "consume");

    private static final List<String> ADDRESSES =
            List.of("otel.exporter.otlp.endpoint", "otel.exporter.otlp.traces.endpoint");

    /** Where the environment says nothing else. One trace of a hundred: a record costs nothing unless its trace is kept. */
    private static final Map<String, String> DEFAULTS = Map.of(
            "otel.traces.exporter", "otlp",
            "otel.metrics.exporter", "none",
            "otel.logs.exporter", "none",
            "otel.exporter.otlp.protocol", "http/protobuf",
            "otel.traces.sampler", "parentbased_traceidratio",
            "otel.traces.sampler.arg", "0.01");

    private final @Nullable OpenTelemetrySdk sdk;

    private Telemetry(@Nullable OpenTelemetrySdk sdk) {
        this.sdk = sdk;
    }

    /**
     * Sets OpenTelemetry up for a command, if the environment asks for it and nothing else, as the Java agent, has. Spans that wait are exported when it is closed.
     *
     * @throws CommandException when a setting of OpenTelemetry is wrong
     */
    static Telemetry begin(String command) {
        boolean asked = TRACED.contains(command) && isAsked(Telemetry::setting);
        return new Telemetry(asked && !GlobalOpenTelemetry.isSet() ? Setup.started(Map.of()) : null);
    }

    /**
     * Whether settings ask for spans.
     *
     * @param setting a system property's value, or that of the environment variable of the same meaning
     */
    static boolean isAsked(Function<String, @Nullable String> setting) {
        String exporter = setting.apply("otel.traces.exporter");
        boolean named = exporter == null
                ? ADDRESSES.stream().anyMatch(name -> setting.apply(name) != null)
                : !exporter.strip().equals("none");
        return named && !Boolean.parseBoolean(setting.apply("otel.sdk.disabled"));
    }

    /** With settings beside those of the environment, for this process: with the defaults in place of what neither says. */
    static Telemetry with(Map<String, String> settings) {
        return new Telemetry(Setup.started(settings));
    }

    private static @Nullable String setting(String name) {
        String property = System.getProperty(name);
        String value = property != null
                ? property
                : System.getenv(name.toUpperCase(Locale.ROOT).replace('.', '_'));
        return value == null || value.isBlank() ? null : value;
    }

    @Override
    public void close() {
        if (sdk != null) {
            sdk.close();
        }
    }

    /** Apart, since {@code verify} runs without OpenTelemetry's jars, and a handler's exception is loaded with its class. */
    private static final class Setup {
        private Setup() {}

        static OpenTelemetrySdk started(Map<String, String> settings) {
            Map<String, String> defaults = new TreeMap<>(DEFAULTS);
            defaults.put("otel.service.name", "tombolo");
            defaults.putAll(settings);
            try {
                return AutoConfiguredOpenTelemetrySdk.builder()
                        .addPropertiesSupplier(() -> defaults)
                        // A server ends its parts in order, and this after them.
                        .disableShutdownHook()
                        .setResultAsGlobal()
                        .build()
                        .getOpenTelemetrySdk();
            } catch (ConfigurationException e) {
                throw new CommandException("OpenTelemetry: " + e.getMessage(), e);
            }
        }
    }
}
