package io.tombolo.connectors.database.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.connectors.database.PostgresServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresMatrixIT {

    @TempDir
    Path dir;

    @Test
    void sharesEveryValueAsTheDatabaseHasItOrRefusesTheChangeByName() throws Exception {
        Path installed = PostgresServer.installation().orElse(null);
        Assumptions.assumeTrue(installed != null, "no PostgreSQL under /usr/lib/postgresql");
        // Settings that would change the text of values, if the connector did not have its own.
        PostgresServer server =
                PostgresServer.start(installed, "wal_level=logical", "bytea_output=escape", "IntervalStyle=iso_8601");
        try (PostgresMatrix database = new PostgresMatrix(server)) {
            List<MatrixType> types = MatrixType.chosen(database.types());

            List<Outcome> outcomes = new MatrixRun(database, types).run(dir, Map.of());

            assertThat(outcomes).flatExtracting(Outcome::wrong).isEmpty();
            TypesPage.hold("PostgreSQL 15", outcomes);
        }
    }
}
