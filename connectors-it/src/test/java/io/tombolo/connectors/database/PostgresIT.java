package io.tombolo.connectors.database;

import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

class PostgresIT extends PostgresContract {

    @Override
    PostgresDatabase database() throws Exception {
        Path installed = PostgresServer.installation().orElse(null);
        Assumptions.assumeTrue(
                installed != null,
                "no PostgreSQL under /usr/lib/postgresql: apt-get install postgresql makes this test run");
        return PostgresServer.start(installed, "wal_level=logical");
    }
}
