package io.tombolo.anchoring.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnchoringConfigTest {
    @Test
    void hasTheDefaultsOfItsCommentedFile() {
        AnchoringConfig config = ConfigFile.defaults();

        assertThat(config.seal()).isEqualTo(new AnchoringConfig.Seal(100_000, 1_000));
        assertThat(config.anchor())
                .isEqualTo(new AnchoringConfig.Anchor(true, 5_000, 60, 500, 1_000_000, 30_000, Map.of()));
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

        assertThat(config.seal()).isEqualTo(new AnchoringConfig.Seal(100_000, 250));
        assertThat(config.kafka())
                .containsEntry("security.protocol", "SSL")
                .containsEntry("bootstrap.servers", "localhost:9092");
        assertThat(config.datasets())
                .containsExactly(
                        new AnchoringConfig.DatasetRule("old-(.*)", "acme.example", "old", "raw", "avro", 0, 0));
    }

    @Test
    void refusesUnknownKeysAndValuesOutOfRangeByName() {
        assertThatThrownBy(() -> ConfigFile.overlay("seel: {ageMs: 1}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("seel: unknown key; known are anchor, append, backfill, ");
        assertThatThrownBy(() -> ConfigFile.overlay("seal: {leafs: 1}")).hasMessageContaining("leafs");
        assertThatThrownBy(() -> ConfigFile.overlay("anchor: {intervalMs: 20}"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("anchor.intervalMs: 20, limit 200 to 86400000");
        assertThatThrownBy(() -> ConfigFile.overlay("datasets: [{topics: '['}]"))
                .hasMessageContaining("not a regular expression");
        assertThatThrownBy(() -> ConfigFile.overlay("id: null")).isInstanceOf(ConfigException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "seal: {leafs: 1}                   | seal.leafs: unknown key; known are ageMs, leaves",
                "seal: {leaves: many}               | seal.leaves: 'many', must be a whole number",
                "seal: {leaves: 1.5}                | seal.leaves: '1.5', must be a whole number",
                "seal: 5                            | seal: must be a map of keys",
                "seal: {ageMs: }                    | seal.ageMs: missing",
                "seal: {leaves: 1, leaves: 2}       | no YAML: key leaves twice, line 1",
                "seal: {leaves: 1                   | no YAML: ",
                "'- a'                              | configuration: a map of keys is expected",
                "id: a b                            | id: 'a b', must be 1 to 100 of a-z A-Z 0-9 . _ -",
                "instance: ''                       | instance: '', must be 1 to 100 of a-z A-Z 0-9 . _ -",
                "discoverMs: 99                     | discoverMs: 99, limit 100 to 600000",
                "backfill: {recordsPerSecond: -1}   | backfill.recordsPerSecond: -1, limit 0 to 100000000",
                "backfill: {olderThanMs: -1}        | backfill.olderThanMs: -1, limit 0 to 3155760000000",
                "append: {threads: 0}               | append.threads: 0, limit 1 to 256",
                "append: {threads: [1]}             | append.threads: must be a whole number",
                "append: {commitMs: 9}              | append.commitMs: 9, limit 10 to 60000",
                "append: {pollRecords: 0}           | append.pollRecords: 0, limit 1 to 1000000",
                "append: {bufferedRecords: 0}       | append.bufferedRecords: 0, limit 1 to 1000000",
                "append: {fetchBytes: 1}            | append.fetchBytes: 1, limit 1024 to 1073741824",
                "append: {batchBytes: 1}            | append.batchBytes: 1, limit 1024 to 268435456",
                "append: {lingerMs: -1}             | append.lingerMs: -1, limit 0 to 10000",
                "append: {bufferMemoryBytes: 1}     | append.bufferMemoryBytes: 1, limit 1048576 to 1099511627776",
                "append: {hashingThreads: 257}      | append.hashingThreads: 257, limit 0 to 256",
                "seal: {leaves: 0}                  | seal.leaves: 0, limit 1 to 100000000",
                "seal: {ageMs: 9}                   | seal.ageMs: 9, limit 10 to 86400000",
                "anchor: {enabled: maybe}           | anchor.enabled: 'maybe', must be true or false",
                "anchor: {transactionsPerMinute: 0} | anchor.transactionsPerMinute: 0, limit 1 to 100000",
                "anchor: {heads: 1001}              | anchor.heads: 1001, limit 1 to 1000",
                "anchor: {bytes: 1}                 | anchor.bytes: 1, limit 12288 to 2097152",
                "anchor: {backoffMs: 1}             | anchor.backoffMs: 1, limit 200 to 3600000",
                "anchor: {ledgers: {a: 5}}          | anchor.ledgers.a: must be a map of keys",
                "anchor: {ledgers: {a: {intervalMs: 500}}} | anchor.ledgers.a.transactionsPerMinute: missing",
                "anchor: {ledgers: {a: {intervalMs: 5, transactionsPerMinute: 5}}} | anchor.ledgers.a.intervalMs: 5, limit 200",
                "ready: {kafkaAwayMs: 1}            | ready.kafkaAwayMs: 1, limit 2000 to 86400000",
                "ready: {ledgerAwayMs: 1}           | ready.ledgerAwayMs: 1, limit 1000 to 31557600000",
                "http: {port: 65536}                | http.port: 65536, limit -1 to 65535",
                "kafka: x                           | kafka: must be a map of keys",
                "kafka: {bootstrap.servers: [a, b]} | kafka.bootstrap.servers: must be a text",
                "kafka: {bootstrap.servers: }       | kafka.bootstrap.servers: missing",
                "ledger: {config: }                 | ledger.config: missing",
                "datasets: x                        | datasets: must be a list",
                "datasets: [x]                      | datasets[0]: must be a map of keys",
                "datasets: []                       | datasets: empty, at least one rule",
                "datasets: [{key: raw}]             | datasets[0].topics: missing",
                "datasets: [{topics: a, organisation: a.example, dataset: a, keys: raw}] | datasets[0].keys: unknown key; known are dataset, key, ",
                "datasets: [{topics: '['}]          | datasets[0].topics: '[' is not a regular expression",
                "datasets: [{topics: a}]            | datasets[0].organisation: missing, and 'a' has no group (?<organisation>",
                "datasets: [{topics: a, organisation: a.example}] | datasets[0].dataset: missing, and 'a' has no group",
                "datasets: [{topics: a, organisation: ACME, dataset: a}] | datasets[0]: organisation 'ACME': must be a lower",
                "datasets: [{topics: a, organisation: a.example, dataset: A}] | datasets[0]: dataset name 'A': must be lower",
                "datasets: [{topics: a, organisation: a.example, dataset: a, key: json}] | datasets[0].key: 'json', must be avro",
                "datasets: [{topics: a, organisation: a.example, dataset: a, sealLeaves: -1}] | datasets[0].sealLeaves: -1, limit",
                "datasets: [{topics: a, organisation: a.example, dataset: a, sealAgeMs: -1}] | datasets[0].sealAgeMs: -1, limit",
            })
    void namesTheKeyTheValueAndTheLimit(String yaml, String said) {
        assertThatThrownBy(() -> ConfigFile.overlay(yaml))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(said);
    }

    @Test
    void namesTheFileTooAndTheRegistrysKeys(@TempDir Path dir) throws IOException {
        Path file = Files.writeString(dir.resolve("anchoring.yaml"), "seal: {ageMs: soon}");
        AnchoringConfig registry = ConfigFile.overlay("registry: {schema.registry.url: ''}");

        assertThatThrownBy(() -> ConfigFile.load(file))
                .hasMessage(file + ": seal.ageMs: 'soon', must be a whole number");
        assertThatThrownBy(registry::registryClient)
                .isInstanceOf(ConfigException.class)
                .hasMessage("registry: schema.registry.url: missing");
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
