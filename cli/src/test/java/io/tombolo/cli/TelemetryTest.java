package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.cli.shell.CommandException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TelemetryTest {
    @Test
    void isOffUnlessAnExporterOrAnAddressIsNamed() {
        assertThat(Telemetry.isAsked(Map.<String, String>of()::get)).isFalse();
        assertThat(Telemetry.isAsked(Map.of("otel.service.name", "a")::get)).isFalse();
        assertThat(Telemetry.isAsked(Map.of("otel.traces.exporter", "otlp")::get))
                .isTrue();
        assertThat(Telemetry.isAsked(Map.of("otel.exporter.otlp.endpoint", "http://c:4318")::get))
                .isTrue();
        assertThat(Telemetry.isAsked(Map.of("otel.exporter.otlp.traces.endpoint", "http://c:4318/v1/traces")::get))
                .isTrue();
    }

    @Test
    void isOffWhereTheStandardSettingsSaySo() {
        Map<String, String> address = Map.of("otel.exporter.otlp.endpoint", "http://c:4318");

        assertThat(Telemetry.isAsked(name -> name.equals("otel.traces.exporter") ? "none" : address.get(name)))
                .isFalse();
        assertThat(Telemetry.isAsked(name -> name.equals("otel.sdk.disabled") ? "true" : address.get(name)))
                .isFalse();
    }

    @Test
    void aWrongSettingIsNamed() {
        assertThatThrownBy(() -> Telemetry.with(Map.of("otel.traces.sampler", "some")))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("OpenTelemetry: ")
                .hasMessageContaining("some")
                .hasMessageContaining("otel.traces.sampler");
        assertThatThrownBy(() -> Telemetry.with(Map.of("otel.traces.sampler.arg", "half")))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("otel.traces.sampler.arg");
    }
}
