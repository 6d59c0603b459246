package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.connectors.database.PostgresServer;
import io.tombolo.kafka.Drill;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two kills; {@code mvn -pl cli-it -am verify -Dit.test=RecoveryDrillIT -Dtombolo.drills=true -Dtombolo.drill.kills=50} makes fifty. */
@Drill
final class RecoveryDrillIT {
    @TempDir
    Path temp = Path.of("unset");

    @Test
    void anchorsEverythingOnceThoughTheServerIsKilledAtRandom() throws Exception {
        Path installed = PostgresServer.installation().orElse(null);
        Assumptions.assumeTrue(
                installed != null,
                "no PostgreSQL under /usr/lib/postgresql: apt-get install postgresql makes this test run");
        int kills = Integer.getInteger("tombolo.drill.kills", 2);
        long seed = Long.getLong("tombolo.drill.seed", System.nanoTime());

        RecoveryDrill.Result result;
        try (PostgresServer postgres = PostgresServer.start(installed, "wal_level=logical")) {
            System.out.println("drill with " + kills + " kills, -Dtombolo.drill.seed=" + seed);
            result = RecoveryDrill.run(temp, postgres, kills, seed, System.out::println);
        }

        System.out.println(result);
        assertThat(result.bank()).isEmpty();
        assertThat(result.hanging()).isEmpty();
        assertThat(result.datasets()).hasSize(4).allSatisfy(dataset -> {
            assertThat(dataset.audit().path("events").asLong())
                    .as(dataset.name())
                    .isEqualTo(dataset.expected());
            assertThat(dataset.audit().path("level").asText()).isEqualTo("ANCHORED");
            assertThat(dataset.audit().path("refusals")).isEmpty();
            assertThat(dataset.records()).as(dataset.name()).isEqualTo(dataset.expected());
            if (!dataset.name().equals("accounts")) {
                assertThat(dataset.keys()).as(dataset.name()).isEqualTo(dataset.expected());
            }
        });
    }
}
