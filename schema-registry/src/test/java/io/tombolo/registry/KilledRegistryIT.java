package io.tombolo.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tombolo.schemas.registry.HttpRegistryClient;
import io.tombolo.schemas.registry.RegistrySettings;
import io.tombolo.schemas.registry.SchemaSource;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two registries in processes of their own, on one topic, one of them killed again and again under load. */
@ExtendWith(Broker.class)
class KilledRegistryIT {

    private static final int SCHEMAS = 120;
    private static final int WRITERS = 4;
    private static final List<Integer> KILLED_AFTER = List.of(60, 160, 300);

    private final AtomicInteger answers = new AtomicInteger();

    /** What a registry answered to the client that registered schema {@code number}. */
    private record Answer(int id, int number) {}

    @Test
    void neverGiveOneIdToTwoSchemas() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        String broker = Broker.bootstrapServers();
        try (RegistryProcess steady = RegistryProcess.start(broker, "killed", 0)) {
            RegistryProcess killed = RegistryProcess.start(broker, "killed", 0);
            URI address = killed.uri();
            List<Future<List<Answer>>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                URI registry = i % 2 == 0 ? address : steady.uri();
                boolean upwards = i < WRITERS / 2;
                writers.add(threads.submit(() -> write(upwards, registry)));
            }

            for (int after : KILLED_AFTER) {
                await().atMost(Duration.ofMinutes(5)).until(() -> answers.get() >= after);
                killed.kill();
                killed = RegistryProcess.start(broker, "killed", address.getPort());
            }
            List<Answer> all = new ArrayList<>();
            for (Future<List<Answer>> writer : writers) {
                all.addAll(writer.get(5, TimeUnit.MINUTES));
            }

            try (RegistryProcess last = killed) {
                assertOneSchemaAnId(all);
                assertAllAreKept(all, HttpRegistryClient.of(steady.uri()));
                assertAllAreKept(all, HttpRegistryClient.of(last.uri()));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Each schema is registered by all writers, which come from both ends, so that they meet; all wait for their registry. */
    private List<Answer> write(boolean upwards, URI registry) {
        HttpRegistryClient client = new HttpRegistryClient(RegistrySettings.from(Map.of(
                "schema.registry.url",
                registry.toString(),
                "max.retries",
                "1000",
                "retries.wait.ms",
                "50",
                "retries.max.wait.ms",
                "200")));
        List<Answer> given = new ArrayList<>();
        for (int i = 0; i < SCHEMAS; i++) {
            int number = upwards ? i : SCHEMAS - 1 - i;
            given.add(new Answer(client.register("s" + number % 3, schema(number), false), number));
            answers.incrementAndGet();
        }
        return given;
    }

    private static void assertOneSchemaAnId(List<Answer> all) {
        assertThat(all).hasSize(SCHEMAS * WRITERS);
        assertThat(all.stream().distinct()).hasSize(SCHEMAS);
        assertThat(all.stream().map(Answer::id).distinct()).hasSize(SCHEMAS);
    }

    private static void assertAllAreKept(List<Answer> all, HttpRegistryClient registry) {
        assertThat(all)
                .allSatisfy(answer -> assertThat(registry.byId(answer.id())).contains(schema(answer.number())));
    }

    private static SchemaSource schema(int number) {
        return SchemaSource.of("{\"type\":\"fixed\",\"name\":\"K" + number + "\",\"size\":" + (number + 1) + "}");
    }
}
