package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.connectors.database.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every change that a connector of a PostgreSQL database did not see is found; nothing is reported of what it saw. */
final class ReconcilePostgresIT {
    @TempDir
    Path temp = Path.of("unset");

    @Test
    void findsWhatHappenedBehindTheConnectorsBack() throws Exception {
        Path installed = PostgresServer.installation().orElse(null);
        Assumptions.assumeTrue(
                installed != null,
                "no PostgreSQL under /usr/lib/postgresql: apt-get install postgresql makes this test run");
        Path data = temp.resolve("data");
        try (PostgresServer postgres = PostgresServer.start(installed, "wal_level=logical")) {
            postgres.execute(ReconcileTables.postgres());
            try (NodeHere server = NodeHere.up(data)) {
                Shell.Said made = Shell.run(
                        "connect",
                        "postgres",
                        "--data",
                        data.toString(),
                        "--url",
                        "postgresql://postgres@127.0.0.1:" + postgres.port() + "/postgres",
                        "--tables",
                        "public.orders,public.parts,public.stock,public.prices,public.log",
                        "--organisation=acme.example",
                        "--name=shop",
                        "--exclude=orders.secret",
                        "--mask=orders.card");
                assertThat(made.err()).isEmpty();
                ReconcileRun run = new ReconcileRun(server.api(), data);

                run.underWriters(() -> postgres.connect("postgres"), "public", 3);
                JsonNode paced =
                        run.json(0, "--tables=public.stock,public.orders", "--rows-per-second=5000", "--no-publish");
                run.whileStopped(() -> !active(postgres), () -> {
                    postgres.execute(
                            // What is written while the tables are not published never reaches the slot's reader.
                            "ALTER PUBLICATION tombolo_shop SET TABLE parts",
                            "SET session_replication_role = replica",
                            "DELETE FROM orders WHERE id = 1",
                            "UPDATE orders SET price = 99 WHERE id = 2",
                            "UPDATE orders SET id = 3000 WHERE id = 3",
                            "UPDATE orders SET note = 'ne' || chr(769) || '4' WHERE id = 4",
                            "UPDATE orders SET note = '' WHERE id = 5",
                            "UPDATE orders SET at = at + interval '1 microsecond' WHERE id = 6",
                            "INSERT INTO orders(id) VALUES (7000)",
                            "UPDATE orders SET raw = raw || '\\x00' WHERE id = 7",
                            "UPDATE orders SET ratio = '-0' WHERE id = 8",
                            "UPDATE orders SET code = ' a' WHERE id = 9",
                            "UPDATE orders SET tags = '{a,NULL}', free = free + 0.00000000000000000001 WHERE id = 10",
                            "UPDATE orders SET secret = 'x', card = 'y' WHERE id = 11",
                            "TRUNCATE stock",
                            "ALTER TABLE prices ALTER COLUMN price TYPE numeric(12,3)",
                            "ALTER TABLE log ADD COLUMN added int DEFAULT 5",
                            "ALTER PUBLICATION tombolo_shop SET TABLE orders, parts, stock, prices, log");
                    return null;
                });
                // Not shared, because no decimal is NaN; the row and the newer value are missing for a reason.
                postgres.execute(
                        "INSERT INTO prices VALUES (3, 'NaN')", "UPDATE prices SET price = 'NaN' WHERE id = 2");
                run.deleteRecords("acme.example.parts", 1);
                JsonNode found = run.json(1);
                JsonNode shown = run.shown(
                        "acme.example/orders", found.path("finished_at").asText());
                Shell.Said text = Shell.run(
                        "reconcile",
                        "shop",
                        "--tables=public.stock",
                        "--server",
                        server.api(),
                        "--data",
                        data.toString());
                Shell.Said audit = Shell.run("audit", "--server", server.api(), "--dataset=acme.example/orders");
                Shell.Said status = Shell.run("status", "--server", server.api());

                assertThat(paced.path("tables")).hasSize(2);
                Map<String, List<String>> differences = ReconcileRun.differences(found);
                assertThat(differences.get("public.orders"))
                        .containsExactlyInAnyOrder(
                                "extra id=1",
                                "different id=2: price",
                                "extra id=3",
                                "missing id=3000",
                                "different id=4: note",
                                "different id=5: note",
                                "different id=6: at",
                                "missing id=7000",
                                "different id=7: raw",
                                "different id=8: ratio",
                                "different id=9: code",
                                "different id=10: free, tags");
                assertThat(differences.get("public.stock")).containsExactlyInAnyOrder("extra id=1", "extra id=2");
                assertThat(differences.get("public.prices"))
                        .containsExactlyInAnyOrder("different id=1: price", "different id=2: price", "missing id=3");
                assertThat(ReconcileRun.refused(found, "public.prices"))
                        .containsOnlyKeys("id=2", "id=3")
                        .allSatisfy((key, why) -> assertThat(why)
                                .startsWith("BAD_VALUE: public.prices at ")
                                .contains("column price"));
                assertThat(differences.get("public.parts")).hasSize(1).allMatch(line -> line.startsWith("missing "));
                assertThat(ReconcileRun.table(found, "public.parts")
                                .path("findings")
                                .toString())
                        .contains("MISSING acme.example/parts/0 offset 0");
                assertThat(ReconcileRun.table(found, "public.log")
                                .path("absent_columns")
                                .toString())
                        .isEqualTo("[\"added\"]");
                assertThat(ReconcileRun.table(found, "public.orders")
                                .path("not_compared")
                                .toString())
                        .isEqualTo("[\"secret: kept back\",\"card: masked\"]");
                assertThat(shown.path("equal").asBoolean()).isFalse();
                assertThat(shown.path("different").asLong()).isEqualTo(8);
                assertThat(text.exitCode()).isEqualTo(1);
                assertThat(text.out())
                        .startsWith("DIFFERENT  shop at lsn=")
                        .contains(
                                "public.stock as acme.example/stock: 0 rows at the source, 2 in the feed; 0 missing, 2 extra,"
                                        + " 0 different",
                                "extra  id=1",
                                "Published as acme.example/reconciliations, partition 0");
                assertThat(audit.out())
                        .contains(
                                "Last compared: different from its source: 2 rows missing, 2 extra, 8 different, at ");
                assertThat(status.out()).contains("acme.example/orders: different from its source");
            }
        }
    }

    private static boolean active(PostgresServer postgres) throws SQLException {
        try (Connection connection = postgres.connect("postgres");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT active FROM pg_replication_slots")) {
            row.next();
            return row.getBoolean(1);
        }
    }
}
