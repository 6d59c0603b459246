package io.tombolo.connectors.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class PostgresChecksIT {

    @Test
    void saysHowToMendEachThing() throws Exception {
        Path installed = PostgresServer.installation().orElse(null);
        Assumptions.assumeTrue(installed != null, "no PostgreSQL under /usr/lib/postgresql");
        try (PostgresServer postgres = PostgresServer.start(installed)) {
            postgres.execute("CREATE ROLE plain LOGIN", "CREATE TABLE keyless (a int)");
            PostgresConnector connector = new PostgresConnector(
                    "orders",
                    "127.0.0.1",
                    postgres.port(),
                    "postgres",
                    "plain",
                    "",
                    List.of("public.keyless", "public.none"),
                    "acme.example/${table}",
                    Map.of());

            List<Finding> findings;
            try (Connection database = postgres.connect("plain")) {
                findings = new PostgresChecks(database).findings(connector);
            }

            assertThat(findings)
                    .filteredOn(f -> f.state() == Finding.State.BAD)
                    .extracting(f -> f.subject() + ": " + f.found())
                    .containsExactly(
                            "wal_level: replica, must be logical",
                            "replication right: plain has none",
                            "publication tombolo_orders: not there, and this role may not make it (it owns not all tables, or "
                                    + "lacks CREATE)",
                            "table public.keyless: this role may not read it",
                            "table public.keyless: has no primary key",
                            "table public.none: there is no such table");
            assertThat(findings)
                    .extracting(Finding::remedy)
                    .contains("ALTER ROLE \"plain\" REPLICATION;", "GRANT SELECT ON public.keyless TO \"plain\";");
        }
    }
}
