package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.connectors.database.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long a reconciliation takes: a measurement, made with {@code -Dtombolo.reconcile.rows=1000000}, and no test. */
final class ReconcileSpeedIT {
    @TempDir
    Path temp = Path.of("unset");

    @Test
    void measuresAReconciliation() throws Exception {
        int rows = Integer.getInteger("tombolo.reconcile.rows", 0);
        Path installed = PostgresServer.installation().orElse(null);
        Assumptions.assumeTrue(
                rows > 0, "a measurement: runs with -Dtombolo.reconcile.rows=1000000, on a quiet machine");
        Assumptions.assumeTrue(
                installed != null, "no PostgreSQL under /usr/lib/postgresql: apt-get install postgresql");
        Path data = temp.resolve("data");
        List<String> report = new ArrayList<>();
        try (PostgresServer postgres = PostgresServer.start(installed, "wal_level=logical", "max_wal_size=4GB");
                ServerProcess server = ServerProcess.upAsShipped(data)) {
            postgres.execute(
                    "CREATE TABLE orders (id bigint PRIMARY KEY, customer text, product text, price numeric(10,2), quantity int,"
                            + " paid boolean, ordered timestamptz, delivered date)",
                    "ALTER TABLE orders REPLICA IDENTITY FULL",
                    "INSERT INTO orders SELECT i, 'customer ' || i % 5000, 'product ' || i % 300, i % 9000 / 100.0, i % 10, i % 3"
                            + " = 0, timestamptz '2024-01-01' + i * interval '1 second', date '2024-01-01' + i % 900 FROM"
                            + " generate_series(1, " + rows + ") i");
            Shell.Said made = Shell.run(
                    "connect",
                    "postgres",
                    "--data",
                    data.toString(),
                    "--url",
                    "postgresql://postgres@127.0.0.1:" + postgres.port() + "/postgres",
                    "--tables=public.orders",
                    "--organisation=acme.example",
                    "--name=shop");
            assertThat(made.err()).isEmpty();
            await().atMost(Duration.ofMinutes(15))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> anchored(server) >= rows);
            ReconcileRun run = new ReconcileRun(server.api(), data);
            for (int i = 0; i < 3; i++) {
                report.add(timed(run, rows, 0));
            }
            postgres.execute("ALTER TABLE orders ALTER COLUMN price TYPE numeric(11,2)");
            report.add(timed(run, rows, 0, "--rows-per-second=100000"));
        }
        Files.write(Path.of("target", "reconcile-speed.txt"), report);
    }

    private static long anchored(ServerProcess server) throws IOException {
        for (JsonNode line : new io.tombolo.cli.shell.Server()
                .at(server.api())
                .getJson("/api/v1/datasets")
                .path("datasets")) {
            if (line.path("dataset").asText().equals("acme.example/orders")) {
                return line.path("anchored").asLong();
            }
        }
        return 0;
    }

    private static String timed(ReconcileRun run, int rows, int exitCode, String... more) throws IOException {
        long begun = System.nanoTime();
        JsonNode json = run.json(exitCode, more);
        assertThat(json.path("tables").path(0).path("source_rows").asLong()).isEqualTo(rows);
        return String.format(
                "%,d rows, %s: %.1f s; load %s",
                rows,
                more.length == 0 ? "no limit" : String.join(" ", more),
                (System.nanoTime() - begun) / 1e9,
                Files.readString(Path.of("/proc/loadavg")).strip());
    }
}
