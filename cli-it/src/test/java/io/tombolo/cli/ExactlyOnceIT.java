package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.connectors.database.PostgresServer;
import io.tombolo.kafka.Drill;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Short in {@code mvn verify -Dtombolo.drills=true}; the soak is {@code mvn -pl cli-it -am verify -Dit.test=ExactlyOnceIT
 * -Dtombolo.drills=true -Dtombolo.soak.seconds=600 -Dtombolo.soak.rate=500 -Dtombolo.soak.faults=20}.
 */
@Drill
final class ExactlyOnceIT {
    @TempDir
    Path temp = Path.of("unset");

    @Test
    void tellsEveryChangeOfABusyDatabaseOnceThoughWorkersAndBrokerAreKilled() throws Exception {
        Path installed = PostgresServer.installation().orElse(null);
        Assumptions.assumeTrue(
                installed != null,
                "no PostgreSQL under /usr/lib/postgresql: apt-get install postgresql makes this test run");
        int seconds = Integer.getInteger("tombolo.soak.seconds", 10);
        int perSecond = Integer.getInteger("tombolo.soak.rate", 200);
        // Every third fault hits the server with the broker.
        List<ExactlyOnce.Fault> faults = Stream.iterate(1, i -> i + 1)
                .limit(Integer.getInteger("tombolo.soak.faults", 2))
                .map(i -> i % 3 == 2 ? ExactlyOnce.Fault.SERVER : ExactlyOnce.Fault.WORKER)
                .toList();

        ExactlyOnce.Result result;
        try (PostgresServer postgres = PostgresServer.start(installed, "wal_level=logical")) {
            result = ExactlyOnce.run(temp, postgres, perSecond, seconds, faults, System.out::println);
        }

        System.out.println(result);
        // How many there are is a matter of the machine.
        assertThat(result.transactions()).isPositive();
        assertThat(result.differences()).isEmpty();
        assertThat(result.auditOfHistory().path("events").asLong()).isEqualTo(result.transactions());
        assertThat(result.auditOfHistory().path("level").asText()).isEqualTo("ANCHORED");
        assertThat(result.auditOfHistory().path("refusals")).isEmpty();
    }
}
