package io.tombolo.connectors.database.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.connectors.database.MariaDbServer;
import io.tombolo.debezium.ConverterJar;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MariaDbMatrixIT {

    @TempDir
    Path dir;

    @Test
    void sharesEveryValueAsTheDatabaseHasItOrRefusesTheChangeByName() throws Exception {
        Path installed = MariaDbServer.installation().orElse(null);
        Assumptions.assumeTrue(installed != null, "no MariaDB under /usr/sbin");
        try (MariaDbMatrix database = new MariaDbMatrix(
                MariaDbServer.start(installed, "--log-bin=binlog", "--binlog-format=ROW", "--server-id=1"))) {
            ConverterJar.installIn(Path.of("target", "plugins"));
            List<MatrixType> types = MatrixType.chosen(database.types());

            List<Outcome> outcomes = new MatrixRun(database, types)
                    .run(
                            dir,
                            Map.of(
                                    "plugin.path",
                                    Path.of("target", "plugins")
                                            .toAbsolutePath()
                                            .toString()));

            assertThat(outcomes).flatExtracting(Outcome::wrong).isEmpty();
            TypesPage.hold("MariaDB 10.11", outcomes);
        }
    }
}
