package io.tombolo.anchoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tombolo.anchoring.status.AnchoringStatus;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.registry.RegistryClient;
import io.tombolo.schemas.registry.RegistryException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What the service needs goes away and comes back; each record still gets one leaf. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutageIT {
    private static final Duration SOON = Duration.ofMinutes(5);

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
    void goesOnWhereItWasWhenTheBrokerAndTheLedgerRestartUnderLoad() throws Exception {
        String topic = "acme.example.restarted";
        cluster.topic(topic, 3);
        try (AnchoringService service = cluster.start();
                Load load = new Load(cluster, topic, 3)) {
            awaitAnchored(service, topic, 100);

            cluster.closeKafka();
            cluster.consortium.setDown(true);
            cluster.reopenKafka();
            awaitSealed(service, topic, sealed(service, topic) + 100);
            cluster.consortium.setDown(false);
            load.stop();

            awaitAnchored(service, topic, cluster.outputs().sizeOf(topic, 3));
        }

        for (int partition = 0; partition < 3; partition++) {
            cluster.outputs().assertMatchesSource(topic, partition, 1);
        }
    }

    @Test
    void waitsForARegistryThatIsAwayAndRefusesNoRecordForIt() throws Exception {
        String topic = "acme.example.unknown-yet";
        AtomicBoolean away = new AtomicBoolean(true);
        cluster.topic(topic, 1);
        cluster.publish(topic, 0, 0, 20);
        try (AnchoringService service = AnchoringService.start(
                cluster.config(), cluster.keys, cluster.consortium::ledger, awayWhile(away, cluster.registry))) {
            await().atMost(SOON)
                    .until(() -> String.valueOf(service.state().lastError()).startsWith("schema registry: "));
            assertThat(sealed(service, topic)).isZero();
            away.set(false);
            awaitAnchored(service, topic, 20);
        }

        cluster.outputs().assertMatchesSource(topic, 0, 1);
        assertThat(cluster.outputs().rejected())
                .filteredOn(rejected -> topic.equals(rejected.topic()))
                .isEmpty();
    }

    private static RegistryClient awayWhile(AtomicBoolean away, RegistryClient registry) {
        return (RegistryClient) Proxy.newProxyInstance(
                RegistryClient.class.getClassLoader(), new Class<?>[] {RegistryClient.class}, (proxy, method, args) -> {
                    if (away.get()) {
                        throw new RegistryException.Unavailable("registry: away, as the test asked", null);
                    }
                    try {
                        return method.invoke(registry, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static void awaitAnchored(AnchoringService service, String topic, long leaves) {
        await(topic + " anchored at " + leaves)
                .atMost(SOON)
                .until(() -> service.state().logs().stream()
                                .filter(log -> log.dataset().equals(DatasetId.fromTopic(topic)))
                                .mapToLong(AnchoringStatus.Log::anchored)
                                .sum()
                        >= leaves);
    }

    private static void awaitSealed(AnchoringService service, String topic, long leaves) {
        await(topic + " sealed at " + leaves).atMost(SOON).until(() -> sealed(service, topic) >= leaves);
    }

    private static long sealed(AnchoringService service, String topic) {
        return service.state().logs().stream()
                .filter(log -> log.dataset().equals(DatasetId.fromTopic(topic)))
                .mapToLong(AnchoringStatus.Log::sealed)
                .sum();
    }
}
