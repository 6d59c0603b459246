package io.tombolo.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tombolo.schemas.registry.Compatibility;
import io.tombolo.schemas.registry.HttpRegistryClient;
import io.tombolo.schemas.registry.SchemaSource;
import io.tombolo.schemas.registry.SubjectVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Registries one after the other, and beside each other, on one topic. */
@ExtendWith(Broker.class)
class SeveralRegistriesIT {

    @Test
    void comesBackWithTheSameSchemasAfterARestart() {
        try (EmbeddedRegistry before = EmbeddedRegistry.start(Broker.registry("restart"))) {
            HttpRegistryClient first = HttpRegistryClient.of(before.uri());
            first.register("r", record("R", "x"), false);
            first.setCompatibility("r", Compatibility.FULL_TRANSITIVE);
        }

        try (EmbeddedRegistry after = EmbeddedRegistry.start(Broker.registry("restart"))) {
            HttpRegistryClient second = HttpRegistryClient.of(after.uri());
            assertThat(second.latest("r")).contains(new SubjectVersion("r", 1, 1, record("R", "x")));
            assertThat(Requests.get(after.uri() + "/config/r").body())
                    .isEqualTo("{\"compatibilityLevel\":\"FULL_TRANSITIVE\"}");
        }
    }

    @Test
    void twoOnOneTopicNeverGiveOneIdToTwoSchemas() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (EmbeddedRegistry left = EmbeddedRegistry.start(Broker.registry("two"));
                EmbeddedRegistry right = EmbeddedRegistry.start(Broker.registry("two"))) {
            List<HttpRegistryClient> clients =
                    List.of(HttpRegistryClient.of(left.uri()), HttpRegistryClient.of(right.uri()));
            List<Callable<Map.Entry<Integer, String>>> tasks = new ArrayList<>();
            for (int i = 0; i < 80; i++) {
                HttpRegistryClient to = clients.get(i % 2);
                String name = "T" + i / 4; // each schema from both sides, twice
                String subject = "s" + i % 3;
                tasks.add(() -> Map.entry(to.register(subject, record(name, "x"), false), name));
            }
            clients.get(0).setCompatibility("s0", Compatibility.NONE);
            clients.get(0).setCompatibility("s1", Compatibility.NONE);
            clients.get(0).setCompatibility("s2", Compatibility.NONE);
            await().atMost(Duration.ofMinutes(5))
                    .until(() -> Requests.get(right.uri() + "/config/s2").body().contains("NONE"));

            Map<Integer, List<String>> names = threads.invokeAll(tasks).stream()
                    .map(SeveralRegistriesIT::value)
                    .collect(Collectors.groupingBy(
                            Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));

            assertThat(names).hasSize(20);
            assertThat(names.values())
                    .allSatisfy(same -> assertThat(same).hasSize(4).containsOnly(same.get(0)));
            for (int id : names.keySet()) {
                assertThat(clients.get(0).byId(id)).isEqualTo(clients.get(1).byId(id));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void neverDeniesWhatAnotherOnItsTopicHasJustTaken() {
        try (EmbeddedRegistry left = EmbeddedRegistry.start(Broker.registry("fresh"));
                EmbeddedRegistry right = EmbeddedRegistry.start(Broker.registry("fresh"))) {
            HttpRegistryClient writer = HttpRegistryClient.of(left.uri());
            HttpRegistryClient reader = HttpRegistryClient.of(right.uri());

            for (int i = 0; i < 200; i++) {
                SchemaSource schema = record("Fresh" + i, "x");
                int id = writer.register("fresh-" + i, schema, false);

                assertThat(reader.byId(id)).contains(schema);
                assertThat(reader.idOf("fresh-" + i, schema, false)).hasValue(id);
            }
        }
    }

    @Test
    void namesThePortThatIsInUse() {
        try (EmbeddedRegistry first = EmbeddedRegistry.start(Broker.registry("port"))) {
            int port = first.uri().getPort();
            EmbeddedRegistry.Config second = new EmbeddedRegistry.Config(
                    "127.0.0.1", port, Map.of("bootstrap.servers", Broker.bootstrapServers()), "port");

            assertThatThrownBy(() -> EmbeddedRegistry.start(second))
                    .isInstanceOf(RegistryStartException.class)
                    .hasMessageStartingWith("schema registry: port " + port + " on 127.0.0.1: in use");
        }
    }

    private static SchemaSource record(String name, String field) {
        return SchemaSource.of("{\"type\":\"record\",\"name\":\"" + name + "\",\"fields\":[{\"name\":\"" + field
                + "\",\"type\":\"int\"}]}");
    }

    private static <T> T value(Future<T> future) {
        try {
            return future.get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
