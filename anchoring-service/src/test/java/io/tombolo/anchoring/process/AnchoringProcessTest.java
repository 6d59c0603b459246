package io.tombolo.anchoring.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.anchoring.status.AnchoringMetrics;
import io.tombolo.anchoring.status.AnchoringStatus;
import io.tombolo.anchoring.transactions.TransactionSearch;
import io.tombolo.anchoring.transactions.TransactionSearch.OpenTransaction.Decision;
import io.tombolo.ledger.Credential;
import io.tombolo.ledger.LedgerPeer;
import io.tombolo.metrics.MetricsPage;
import io.tombolo.schemas.DatasetId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnchoringProcessTest {
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void printsItsConfiguration() {
        assertThat(run("--print-config")).isZero();

        assertThat(AnchoringConfig.FILE.overlay(text(out)).seal())
                .isEqualTo(AnchoringConfig.FILE.defaults().seal());
    }

    @Test
    void saysInOneLineWhatIsWrongWithItsArguments() {
        assertThat(run("--confg", "x")).isEqualTo(2);
        assertThat(text(err)).contains("--confg").hasLineCount(1);
        assertThat(run("--config", "/no/such/file.yaml")).isEqualTo(2);
        assertThat(text(err)).contains("/no/such/file.yaml: no such file");
        assertThat(run("--dry-run", "none")).isEqualTo(2);
    }

    @Test
    void saysWhichBrokersItCannotUse(@TempDir Path dir) throws IOException {
        Path file = Files.writeString(dir.resolve("a.yaml"), "kafka: {bootstrap.servers: nowhere}");

        assertThat(run("--config", file.toString())).isEqualTo(2);
        assertThat(text(err))
                .startsWith("tombolo anchoring: kafka nowhere: ")
                .contains("bootstrap.servers")
                .hasLineCount(1);
    }

    @Test
    void countsWhatIsPendingAndFailing() {
        AnchoringStatus state = new AnchoringStatus(
                List.of(),
                List.of(new AnchoringStatus.Log(
                        new DatasetId("acme.example", "a"),
                        "acme.example/a/0",
                        "acme.example.a",
                        0,
                        10,
                        8,
                        5,
                        -1,
                        900,
                        1,
                        true,
                        "x")),
                List.of(new AnchoringStatus.Ledger(
                        "memory:m",
                        "acme.example",
                        true,
                        1,
                        700,
                        1,
                        0,
                        Map.of("FORK", 3L),
                        2,
                        -1,
                        false,
                        List.of(new Credential("identity of AcmeMSP", "CN=acme", NOW.plusSeconds(86_400))),
                        List.of(new LedgerPeer("peer0:7051", false, 7)),
                        null)),
                10,
                5,
                0,
                Map.of("NOT_FRAMED", 4L),
                List.of(new TransactionSearch.OpenTransaction(
                        "feed-1",
                        7,
                        "CompleteCommit",
                        Decision.COMMIT,
                        new TreeMap<>(Map.of("acme.example.a-0", 5L)),
                        NOW.minusSeconds(90).toEpochMilli(),
                        NOW.minusSeconds(10).toEpochMilli(),
                        true)),
                null);
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        AnchoringMetrics metrics = new AnchoringMetrics(() -> state, Clock.fixed(NOW, ZoneOffset.UTC));

        metrics.bindTo(registry);

        assertThat(registry.scrape())
                .contains("tombolo_anchoring_leaves_pending 5.0")
                .contains("tombolo_anchoring_logs_failing 1.0")
                .contains("tombolo_anchoring_logs_set_aside 1.0")
                .contains("tombolo_anchoring_transactions_hanging 1.0")
                .contains("tombolo_anchoring_transactions_open 0.0")
                .contains("tombolo_anchoring_leaves{level=\"pending\"} 2.0")
                .contains("tombolo_anchoring_leaves{level=\"sealed\"} 3.0")
                .contains("tombolo_anchoring_leaves{level=\"anchored\"} 5.0")
                .contains("tombolo_anchoring_rejected_total{reason=\"NOT_FRAMED\"} 4.0")
                .contains("tombolo_anchoring_ledger_transactions_per_million_events 200000.0")
                .contains(
                        "tombolo_anchoring_ledger_credential_expiry_seconds{ledger=\"memory:m\",organisation=\"acme.example\","
                                + "role=\"identity of AcmeMSP\",subject=\"CN=acme\"} 86400.0")
                .contains("tombolo_anchoring_ledger_peer_answers{ledger=\"memory:m\",organisation=\"acme.example\","
                        + "peer=\"peer0:7051\",role=\"peer\"} 0.0")
                .contains(
                        "tombolo_anchoring_ledger_peer_failures_total{ledger=\"memory:m\",organisation=\"acme.example\","
                                + "peer=\"peer0:7051\",role=\"peer\"} 7.0")
                .contains("tombolo_anchoring_refusals_total{code=\"FORK\",ledger=\"memory:m\",organisation="
                        + "\"acme.example\"} 3.0");
        // No head was anchored.
        MetricsPage.read()
                .assertScrapedWithLater(
                        registry.scrape(),
                        "Anchoring service",
                        List.of(
                                "tombolo_anchoring_seal_to_anchor_seconds",
                                "tombolo_anchoring_seal_to_anchor_seconds_max"));
        assertThat(StateJson.of(state, NOW))
                .contains("\"transactional_id\":\"feed-1\",\"producer_id\":7,\"hanging\":true,"
                        + "\"coordinator\":\"CompleteCommit\",\"decision\":\"COMMIT\"")
                .contains("\"age_seconds\":90,\"first_offsets\":{\"acme.example.a-0\":5}")
                .contains("\"role\":\"identity of AcmeMSP\",\"subject\":\"CN=acme\"")
                .contains("\"seconds_left\":86400")
                .contains("\"endpoint\":\"peer0:7051\",\"role\":\"peer\",\"answers\":false,\"failures\":7")
                .contains("\"origin\":\"acme.example/a/0\"")
                .contains("\"anchored\":5")
                .contains("\"ledger_bytes_per_million_events\":1.4E8");
    }

    private int run(String... arguments) {
        return AnchoringProcess.run(
                List.of(arguments),
                config -> organisation -> {
                    throw new IllegalStateException("not asked for");
                },
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private static String text(ByteArrayOutputStream stream) {
        String text = stream.toString(StandardCharsets.UTF_8);
        stream.reset();
        return text;
    }
}
