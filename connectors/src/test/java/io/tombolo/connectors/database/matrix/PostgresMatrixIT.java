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
        try (PostgresMatrix database = new PostgresMatrix(PostgresServer.start(installed, "wal_level=logical"))) {
            String only = System.getProperty("matrix.only", "");
            List<MatrixType> types = database.types().stream()
                    .filter(type -> only.isEmpty() || type.name().matches(only))
                    .toList();

            List<Outcome> outcomes = new MatrixRun(database, types).run(dir, Map.of());

            outcomes.forEach(one ->
                    System.out.println("| `" + one.type().name() + "` | " + one.becomes() + " | " + one.refused()));
            assertThat(outcomes).flatExtracting(Outcome::wrong).isEmpty();
        }
    }
}
