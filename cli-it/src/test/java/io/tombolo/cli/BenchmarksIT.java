package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.Json;
import org.junit.jupiter.api.Test;

/** That the benchmarks of evidence, audit and read side still run; how fast is for a quiet machine to say. */
final class BenchmarksIT {
    @Test
    void evidenceIsVerifiedWithAndWithoutMemory() throws Exception {
        Shell.Said said = Shell.run("bench", "evidence", "--files", "20", "--rounds", "1", "--json");

        assertThat(said.exitCode()).as(said.err()).isZero();
        JsonNode json = Json.MAPPER.readTree(said.out());
        assertThat(json.path("cases").findValuesAsText("name")).containsExactly("each by itself", "anchor remembered");
        assertThat(json.path("per_cpu_second").path("value").asDouble()).isPositive();
        assertThat(json.path("file_bytes").asInt()).isBetween(5_000, 9_000);
    }

    @Test
    void openingIsMeasuredBesideReadersWithoutKeys() throws Exception {
        Shell.Said said = Shell.run("bench", "opening", "--records", "1000", "--rounds", "1", "--json");
        Shell.Said none = Shell.run("bench", "opening", "--records", "0");

        assertThat(said.exitCode()).as(said.err()).isZero();
        JsonNode json = Json.MAPPER.readTree(said.out());
        assertThat(json.path("cpu_us_per_record")).hasSize(4);
        assertThat(json.path("opening_two_fields").path("most").asInt()).isEqualTo(3);
        assertThat(json.path("rate_without_keys_to_rows_as_long_in_clear")
                        .path("value")
                        .asDouble())
                .isPositive();
        assertThat(none.errLines())
                .containsExactly("tombolo: --records 0 --rounds 15: 1 to 10000000 records, 1 to 1000 rounds");
    }

    @Test
    void eachKindOfReceiptIsMeasured() throws Exception {
        Shell.Said said = Shell.run("bench", "receipts", "--heads", "4", "--rounds", "1", "--cold", "1", "--json");

        assertThat(said.exitCode()).as(said.err()).isZero();
        JsonNode json = Json.MAPPER.readTree(said.out());
        assertThat(json.path("kinds").findValuesAsText("kind")).containsExactly("fabric", "witness", "rfc3161");
        for (JsonNode kind : json.path("kinds")) {
            assertThat(kind.path("receipt_bytes").asInt()).isBetween(100, 6_000);
            assertThat(kind.path("confirm_ms_p50").asDouble()).isPositive();
            assertThat(kind.path("cold_cpu_ms").asDouble()).isPositive();
        }
        assertThat(json.path("all_kinds").path("warm_cpu_ms").asDouble()).isPositive();
    }

    @Test
    void proofFilesAreMeasuredBesideFixedBytesAndSlowReaders() throws Exception {
        Shell.Said said =
                Shell.run("bench", "read-side", "--leaves", "5000", "--rounds", "1", "--seconds", "1", "--json");

        assertThat(said.exitCode()).as(said.err()).isZero();
        JsonNode json = Json.MAPPER.readTree(said.out());
        assertThat(json.path("cases").findValuesAsText("name")).containsExactly("proof files", "fixed bytes", "tiles");
        assertThat(json.path("proofs_to_fixed_bytes").asDouble()).isPositive();
        assertThat(json.path("proof_bytes").asInt()).isBetween(500, 2_000);
        assertThat(json.path("slow_readers").path("readers").asInt()).isEqualTo(1_000);
    }

    @Test
    void anAuditIsMeasuredBesideAVerifyingConsumer() throws Exception {
        Shell.Said said = Shell.run("bench", "audit", "--records", "20000", "--rounds", "1", "--json");

        assertThat(said.exitCode()).as(said.err()).isZero();
        JsonNode json = Json.MAPPER.readTree(said.out());
        JsonNode ratio = json.path("ratios").path(0);
        assertThat(ratio.path("name").asText()).isEqualTo("audit / verifying consumer, hashing on a second core");
        assertThat(ratio.path("value").asDouble()).isPositive();
        assertThat(Double.parseDouble(
                        json.path("machine").path("two_threads_hash").asText()))
                .isBetween(0.2, 4.0);
    }
}
