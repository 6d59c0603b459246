package io.tombolo.anchoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.anchoring.probe.Probe;
import io.tombolo.anchoring.process.ServiceHttp;
import io.tombolo.anchoring.status.AnchoringStatus;
import io.tombolo.anchoring.transactions.TransactionSearch;
import io.tombolo.config.ConfigFile.Listener;
import io.tombolo.ledger.DatasetRegistration;
import io.tombolo.ledger.Ledger;
import io.tombolo.metrics.MetricsPage;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The timeout is for a service that does not end: what it would wait for takes longer, or comes never. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OperationsIT {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final HttpClient client = HttpClient.newHttpClient();
    private Cluster cluster;

    @BeforeAll
    void startCluster(@TempDir Path dir) {
        cluster = new Cluster(dir);
    }

    @AfterAll
    void stopCluster() {
        cluster.close();
    }

    @Test
    @Order(0)
    void aTransactionThatEndsWhileItsCoordinatorIsAskedDoesNotHang() throws Exception {
        cluster.topic("racing", 2);
        try (KafkaProducer<byte[], byte[]> producer = cluster.producer(Map.of("transactional.id", "racer"))) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(cluster.change("racing", 0, 0)).get();
            AtomicBoolean asked = new AtomicBoolean();
            Admin whileAsked = (Admin) Proxy.newProxyInstance(
                    Admin.class.getClassLoader(), new Class<?>[] {Admin.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("describeTransactions") && asked.compareAndSet(false, true)) {
                            producer.commitTransaction();
                            producer.beginTransaction();
                            // Taken once the first transaction's markers are written.
                            producer.send(cluster.change("racing", 1, 1)).get();
                        }
                        return method.invoke(cluster.admin, arguments);
                    });

            List<TransactionSearch.OpenTransaction> found =
                    new TransactionSearch(whileAsked, Clock.systemUTC()).find("racing"::equals);

            assertThat(asked).isTrue();
            assertThat(found).noneMatch(TransactionSearch.OpenTransaction::hanging);
            producer.abortTransaction();
        }
    }

    @Test
    @Order(1)
    void takesOldRecordsAtTheRateAskedForAndGoesOnWhereItWas() throws Exception {
        cluster.topic("acme.example.ancient", 1);
        cluster.publish("acme.example.ancient", 0, 0, 1_500);
        AnchoringConfig config = config();
        long began = System.nanoTime();
        long taken;
        double seconds;

        try (AnchoringService slow = start(config.withBackfill(new AnchoringConfig.Backfill(250, 0)))) {
            await().atMost(PATIENCE).until(() -> slow.state().appended() >= 700);
            taken = slow.state().appended();
            seconds = (System.nanoTime() - began) / 1e9;
        }
        try (AnchoringService quick = start(config)) {
            await().atMost(PATIENCE).until(() -> quick.state().anchored() == 1_500);
            assertThat(quick.state().appendedHere()).isLessThan(1_000);
        }

        // However late this thread looked: no more than the rate allows since before the first record. A poll is 25
        // records.
        assertThat(taken).isLessThanOrEqualTo((long) (250 * seconds) + 50);
        cluster.outputs().assertMatchesSource("acme.example.ancient", 0, 1);
    }

    @Test
    @Order(2)
    void publishesEveryMetricOfTheDocsAndNamesWhatAnOperatorMustLookAt() throws Exception {
        cluster.consortium
                .ledger("thief.example")
                .register(new DatasetRegistration("other.example", "stolen", cluster.keys.publicKey("other.example")));
        cluster.topic("other.example.stolen", 1);
        cluster.topic("acme.example.metered", 2);
        cluster.publish("other.example.stolen", 0, 0, 3);
        cluster.publish("acme.example.metered", 0, 0, 500);
        try (KafkaProducer<byte[], byte[]> producer = cluster.producer(Map.of())) {
            producer.send(cluster.raw("acme.example.metered", 1, "no frame")).get();
        }

        AnchoringConfig config = config();
        CountDownLatch mayLoad = new CountDownLatch(1);
        Probe probe = step -> {
            if (step == Probe.Step.STATE_LOADED) {
                awaitUninterruptibly(mayLoad);
            }
        };
        try (AnchoringService service = AnchoringService.start(
                config, cluster.keys, cluster.consortium::ledger, Map.of(), cluster.registry, false, probe)) {
            assertThat(service.state().notReady()).contains("partitions: not assigned yet");
            mayLoad.countDown();
            observe(service, ServiceHttp.start(config.http(), service));
        } finally {
            mayLoad.countDown();
        }
    }

    private void observe(AnchoringService service, ServiceHttp closed) throws Exception {
        try (ServiceHttp http = closed) {
            await().atMost(PATIENCE).until(() -> anchored(service, "acme.example.metered") == 501);
            await().atMost(PATIENCE).until(() -> !service.state().setAside().isEmpty());

            cluster.consortium.setDown(true);
            cluster.publish("acme.example.metered", 0, 500, 1);
            await().atMost(PATIENCE).untilAsserted(() -> {
                HttpResponse<String> ready = get(http, "/ready");
                assertThat(ready.statusCode()).isEqualTo(503);
                assertThat(ready.body())
                        .contains("ledger memory:test of acme.example: no answer for", "limit 1000")
                        .contains("set aside: other.example/stolen/0: NOT_OWNER: other.example is bound to"
                                + " thief.example");
            });
            cluster.consortium.setDown(false);
            await().atMost(PATIENCE).until(() -> get(http, "/ready").statusCode() == 200);
            await().atMost(PATIENCE).until(() -> anchored(service, "acme.example.metered") == 502);
            await().atMost(PATIENCE).until(() -> service.state().lag() == 0);

            String metrics = get(http, "/metrics").body();
            // Certificates and peers are those of a network, which a ledger in memory has not: AnchoringProcessTest has
            // them.
            MetricsPage.read()
                    .assertScrapedWithLater(
                            metrics,
                            "Anchoring service",
                            List.of(
                                    "tombolo_anchoring_ledger_credential_expiry_seconds",
                                    "tombolo_anchoring_ledger_peer_answers",
                                    "tombolo_anchoring_ledger_peer_failures_total"));
            assertThat(value(metrics, "tombolo_anchoring_ready")).isEqualTo(1);
            assertThat(value(metrics, "tombolo_anchoring_lag_records")).isZero();
            assertThat(value(metrics, "tombolo_anchoring_events_total")).isGreaterThanOrEqualTo(505);
            assertThat(value(metrics, "tombolo_anchoring_events_anchored_total"))
                    .isGreaterThanOrEqualTo(502);
            assertThat(value(metrics, "tombolo_anchoring_leaves{level=\"sealed\"}"))
                    .isEqualTo(3);
            assertThat(value(metrics, "tombolo_anchoring_state_bytes")).isBetween(300.0, 100_000.0);
            assertThat(value(metrics, "tombolo_anchoring_seal_to_anchor_seconds_count"))
                    .isGreaterThanOrEqualTo(3);
            assertThat(value(metrics, "tombolo_anchoring_rejected_total{reason=\"NOT_FRAMED\"}"))
                    .isEqualTo(1);
            assertThat(value(metrics, "tombolo_anchoring_logs_set_aside")).isEqualTo(1);
            assertThat(metrics)
                    .contains("tombolo_anchoring_refusals_total{code=\"NOT_OWNER\",ledger=\"memory:test\"")
                    .containsPattern("tombolo_anchoring_ledger_errors_total\\{[^}]*acme.example\"} [1-9]")
                    .containsPattern("tombolo_anchoring_ledger_bytes_total\\{[^}]*acme.example\"} [1-9]");
            assertThat(get(http, "/state").body()).contains("\"ledger_transactions_per_million_events\":");
        }
    }

    @Test
    @Order(3)
    void endsInTimeThoughALedgerHangs() throws Exception {
        cluster.topic("hanging.example.stuck", 1);
        cluster.publish("hanging.example.stuck", 0, 0, 10);
        HangingLedger hanging = new HangingLedger(cluster.consortium.ledger("hanging.example"));
        Function<String, Ledger> ledgers = organisation ->
                organisation.equals("hanging.example") ? hanging : cluster.consortium.ledger(organisation);
        AnchoringService service = AnchoringService.start(config(), cluster.keys, ledgers, cluster.registry);
        await().atMost(PATIENCE).until(hanging::hangs);

        service.close();
    }

    @Test
    @Order(4)
    void isNotReadyWhileNoBrokerAnswersAndEndsInTimeAllTheSame() throws Exception {
        // Its clients would wait for an hour, longer than this test may take.
        AnchoringService service = start(config().withKafka(Map.of(
                "bootstrap.servers", cluster.bootstrapServers(),
                "default.api.timeout.ms", "3600000",
                "producer.delivery.timeout.ms", "3600000")));
        await().atMost(PATIENCE).until(() -> service.state().ready());

        cluster.closeKafka();

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(service.state().notReady())
                        .anySatisfy(reason ->
                                assertThat(reason).matches("kafka: no broker has answered for [0-9]+ ms, limit 2000")));
        service.close();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private AnchoringConfig config() {
        return cluster.config()
                .withReady(new AnchoringConfig.Ready(2_000, 1_000))
                .withHttp(new Listener("127.0.0.1", 0));
    }

    private AnchoringService start(AnchoringConfig config) {
        return AnchoringService.start(config, cluster.keys, cluster.consortium::ledger, cluster.registry);
    }

    private HttpResponse<String> get(ServiceHttp http, String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(http.address() + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static double value(String metrics, String series) {
        Matcher line =
                Pattern.compile("(?m)^" + Pattern.quote(series) + " (\\S+)$").matcher(metrics);
        assertThat(line.find()).as(series).isTrue();
        return Double.parseDouble(line.group(1));
    }

    private static long anchored(AnchoringService service, String topic) {
        return service.state().logs().stream()
                .filter(log -> log.topic().equals(topic))
                .mapToLong(AnchoringStatus.Log::anchored)
                .sum();
    }
}
