package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.connectors.database.MariaDbServer;
import io.tombolo.kafka.Drill;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every change that a connector of a MariaDB server did not see is found; nothing is reported of what it saw. */
@Drill
final class ReconcileMariaDbIT {
    @TempDir
    Path temp = Path.of("unset");

    @Test
    void findsWhatHappenedBehindTheConnectorsBack() throws Exception {
        Path installed = MariaDbServer.installation().orElse(null);
        Assumptions.assumeTrue(
                installed != null, "no MariaDB under /usr/sbin: apt-get install mariadb-server makes this test run");
        Path data = temp.resolve("data");
        MariaDbPlugin.into(data);
        try (MariaDbServer mariadb =
                MariaDbServer.start(installed, "--log-bin=binlog", "--server-id=1", "--binlog-format=ROW")) {
            mariadb.execute(ReconcileTables.mariaDb());
            try (NodeHere server = NodeHere.up(data)) {
                Shell.Said made = Shell.run(
                        "connect",
                        "mariadb",
                        "--data",
                        data.toString(),
                        "--url",
                        "mariadb://root@127.0.0.1:" + mariadb.port(),
                        "--tables",
                        "shop.orders,shop.parts,shop.stock,shop.prices,shop.log",
                        "--organisation=acme.example",
                        "--name=shop",
                        "--exclude=orders.secret",
                        "--mask=orders.card");
                assertThat(made.err()).isEmpty();
                ReconcileRun run = new ReconcileRun(server.api(), data);

                // The writers truncate a table, which MariaDB does not allow the connector's first snapshot to survive.
                run.json(0, "--no-publish");
                run.underWriters(() -> mariadb.connect("root", ""), "shop", 3);
                JsonNode paced =
                        run.json(0, "--tables=shop.stock,shop.orders", "--rows-per-second=5000", "--no-publish");
                mariadb.execute(
                        "SET sql_log_bin = 0",
                        "DELETE FROM shop.orders WHERE id = 1",
                        "UPDATE shop.orders SET price = 99 WHERE id = 2",
                        "UPDATE shop.orders SET id = 3000 WHERE id = 3",
                        "UPDATE shop.orders SET note = concat('ne', char(0xcc81 using utf8mb4), '4') WHERE id = 4",
                        "UPDATE shop.orders SET note = '' WHERE id = 5",
                        "UPDATE shop.orders SET at = at + interval 1 microsecond WHERE id = 6",
                        "INSERT INTO shop.orders(id) VALUES (7000)",
                        "UPDATE shop.orders SET raw = concat(raw, x'00') WHERE id = 7",
                        "UPDATE shop.orders SET ratio = 5e-324 WHERE id = 8",
                        "UPDATE shop.orders SET code = ' a', clock = '-00:00:01' WHERE id = 9",
                        "UPDATE shop.orders SET tags = 'x', total = total + 1, bits = 6 WHERE id = 10",
                        "UPDATE shop.orders SET secret = 'x', card = 'y' WHERE id = 11",
                        "TRUNCATE shop.stock",
                        "ALTER TABLE shop.prices MODIFY price decimal(12,3)");
                run.deleteRecords("acme.example.parts", 1);
                JsonNode found = run.json(1);

                assertThat(paced.path("tables")).hasSize(2);
                Map<String, List<String>> differences = ReconcileRun.differences(found);
                assertThat(differences.get("shop.orders"))
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
                                "different id=9: code, clock",
                                "different id=10: total, tags, bits");
                assertThat(differences.get("shop.stock")).containsExactlyInAnyOrder("extra id=1", "extra id=2");
                assertThat(differences.get("shop.prices")).containsExactly("different id=1: price");
                assertThat(differences.get("shop.parts")).hasSize(1).allMatch(line -> line.startsWith("missing "));
                assertThat(ReconcileRun.table(found, "shop.parts")
                                .path("findings")
                                .toString())
                        .contains("MISSING acme.example/parts/0 offset 0");
                assertThat(ReconcileRun.table(found, "shop.log").path("equal").asBoolean())
                        .isTrue();
            }
        }
    }
}
