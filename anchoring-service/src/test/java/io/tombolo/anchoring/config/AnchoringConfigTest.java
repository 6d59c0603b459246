package io.tombolo.anchoring.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class AnchoringConfigTest {
    @Test
    void hasTheDefaultsOfItsCommentedFile() {
        AnchoringConfig config = AnchoringConfig.defaults();

        assertThat(config.seal()).isEqualTo(new SealConfig(100_000, 1_000));
        assertThat(config.anchor()).isEqualTo(new AnchorConfig(true, 5_000, 60, 500, 1_000_000, 30_000, Map.of()));
        assertThat(config.append().pollRecords()).isEqualTo(10_000);
        assertThat(config.datasets()).hasSize(1);
        assertThat(config.datasets().get(0).key()).isEqualTo("avro");
    }

    @Test
    void laysAFileOverTheDefaults() {
        AnchoringConfig config = ConfigFile.overlay("""
                seal: {ageMs: 250}
                kafka: {security.protocol: SSL}
                datasets:
                  - {topics: 'old-(.*)', organisation: acme.example, dataset: old, key: raw}
                """);

        assertThat(config.seal()).isEqualTo(new SealConfig(100_000, 250));
        assertThat(config.kafka())
                .containsEntry("security.protocol", "SSL")
                .containsEntry("bootstrap.servers", "localhost:9092");
        assertThat(config.datasets())
                .containsExactly(new DatasetRule("old-(.*)", "acme.example", "old", "raw", "avro", 0, 0));
    }

    @Test
    void refusesUnknownKeysAndValuesOutOfRangeByName() {
        assertThatThrownBy(() -> ConfigFile.overlay("seel: {ageMs: 1}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("seel");
        assertThatThrownBy(() -> ConfigFile.overlay("seal: {leafs: 1}")).hasMessageContaining("leafs");
        assertThatThrownBy(() -> ConfigFile.overlay("anchor: {intervalMs: 20}"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("anchor.intervalMs: 20, limit 200 to 86400000");
        assertThatThrownBy(() -> ConfigFile.overlay("datasets: [{topics: '['}]"))
                .hasMessageContaining("no regular expression");
        assertThatThrownBy(() -> ConfigFile.overlay("id: null")).isInstanceOf(ConfigException.class);
    }

    @Test
    void printsItselfWithSecretsMasked() {
        AnchoringConfig config =
                ConfigFile.overlay("kafka: {sasl.jaas.config: hush}\nregistry: {basic.auth.user.info: 'a:b'}");

        String printed = ConfigFile.print(config);

        assertThat(printed)
                .contains("sasl.jaas.config: \"***\"")
                .doesNotContain("hush")
                .doesNotContain("a:b");
        assertThat(ConfigFile.overlay(printed))
                .usingRecursiveComparison()
                .ignoringFields("kafka", "registry", "dataDir", "keysDir")
                .isEqualTo(config);
    }
}
