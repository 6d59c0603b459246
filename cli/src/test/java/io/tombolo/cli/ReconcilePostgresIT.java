package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.Server;
import io.tombolo.connectors.database.PostgresServer;
import io.tombolo.publish.ConnectClient;
import io.tombolo.up.Endpoints;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every change that a connector of a PostgreSQL database did not see is found; nothing is reported of what it saw. */
final class ReconcilePostgresIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String TABLES = "public.orders,public.parts,public.stock,public.prices,public.log";

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
            try (ServerProcess server = ServerProcess.up(data)) {
                Shell.Said made = Shell.run(
                        "connect",
                        "postgres",
                        "--data",
                        data.toString(),
                        "--url",
                        "postgresql://postgres@127.0.0.1:" + postgres.port() + "/postgres",
                        "--tables",
                        TABLES,
                        "--organisation=acme.example",
                        "--name=shop",
                        "--exclude=orders.secret",
                        "--mask=orders.card");
                assertThat(made.err()).isEmpty();
                Endpoints endpoints = new Server().at(server.api()).endpoints();

                underWriters(postgres, server, data);
                behindItsBack(postgres, endpoints);
                JsonNode found = reconciled(server, data, 1);
                System.err.println("\n" + found.toPrettyString());
            }
        }
    }

    private static void underWriters(PostgresServer postgres, ServerProcess server, Path data) throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        List<Thread> writers = List.of(
                new Thread(() -> write(postgres, 1, stop)), new Thread(() -> write(postgres, 2, stop)));
        writers.forEach(Thread::start);
        try {
            for (int run = 0; run < 3; run++) {
                JsonNode equal = reconciled(server, data, 0);
                System.err.println("\n" + equal.toPrettyString());
            }
        } finally {
            stop.set(true);
            for (Thread writer : writers) {
                writer.join();
            }
        }
    }

    /** Transactions of several rows, some long, some rolled back, with keys that change. */
    private static void write(PostgresServer postgres, int writer, AtomicBoolean stop) {
        try (Connection connection = postgres.connect("postgres");
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (int i = 0; !stop.get(); i++) {
                int id = 1_000_000 * writer + i;
                statement.execute("INSERT INTO orders(id, price, note) VALUES (" + id + ", " + i % 90 + ".5, 'w" + i
                        + "')");
                statement.execute("UPDATE orders SET price = price + 1, at = now() WHERE id % 7 = " + i % 7
                        + " AND id > 1000000 AND id > " + (id - 20));
                statement.execute("UPDATE orders SET id = -id WHERE id = " + (id - 3));
                statement.execute("DELETE FROM orders WHERE id = " + -(id - 9));
                statement.execute("INSERT INTO log VALUES (" + id + ", 'x')");
                if (i % 50 == 49 && writer == 1) {
                    statement.execute("TRUNCATE log");
                }
                if (i % 5 == 4) {
                    connection.rollback();
                } else {
                    connection.commit();
                }
            }
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void behindItsBack(PostgresServer postgres, Endpoints endpoints) throws Exception {
        ConnectClient connect = new ConnectClient(endpoints.connect());
        connect.stop("shop");
        await().atMost(PATIENCE).until(() -> postgres(postgres, "SELECT active FROM pg_replication_slots")
                .equals("f"));
        postgres.execute(
                "SET session_replication_role = replica",
                "DELETE FROM orders WHERE id = 1",
                "UPDATE orders SET price = 99 WHERE id = 2",
                "UPDATE orders SET id = 3000 WHERE id = 3",
                "UPDATE orders SET note = U&'e\\0301' WHERE id = 4",
                "UPDATE orders SET note = '' WHERE id = 5",
                "UPDATE orders SET at = at + interval '1 microsecond' WHERE id = 6",
                "INSERT INTO orders(id) VALUES (7000)",
                "UPDATE orders SET raw = raw || '\\x00' WHERE id = 7",
                "UPDATE orders SET ratio = '-0' WHERE id = 8",
                "UPDATE orders SET code = 'a b' WHERE id = 9",
                "UPDATE orders SET tags = '{a,NULL}' WHERE id = 10",
                "UPDATE orders SET secret = 'x', card = 'y' WHERE id = 11",
                "TRUNCATE stock",
                "ALTER TABLE prices ALTER COLUMN price TYPE numeric(12,3)",
                "SELECT pg_replication_slot_advance('tombolo_shop', pg_current_wal_lsn())");
        connect.resume("shop");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", endpoints.kafka()))) {
            admin.deleteRecords(Map.of(
                            new TopicPartition("acme.example.parts", 0), RecordsToDelete.beforeOffset(1)))
                    .all()
                    .get();
        }
    }

    private static String postgres(PostgresServer postgres, String sql) throws Exception {
        try (Connection connection = postgres.connect("postgres");
                Statement statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static JsonNode reconciled(ServerProcess server, Path data, int exitCode) throws Exception {
        Shell.Said said = Shell.run(
                "reconcile", "shop", "--json", "--server", server.api(), "--data", data.toString());
        assertThat(said.err()).isEmpty();
        assertThat(said.exitCode()).as(said.out()).isEqualTo(exitCode);
        return Json.MAPPER.readTree(said.out());
    }
}
