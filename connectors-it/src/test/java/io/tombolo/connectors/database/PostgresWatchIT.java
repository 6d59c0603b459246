package io.tombolo.connectors.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ends a running feed of a PostgreSQL table without a word fails its connector, with a text that names the table. */
class PostgresWatchIT {

    @TempDir
    static Path dir;

    private static PostgresServer postgres;
    private static CaptureRig rig;

    @BeforeAll
    static void start() throws Exception {
        Path installed = PostgresServer.installation().orElse(null);
        Assumptions.assumeTrue(installed != null, "no PostgreSQL under /usr/lib/postgresql");
        postgres = PostgresServer.start(installed, "wal_level=logical");
        rig = new CaptureRig(dir, Map.of());
    }

    @AfterAll
    static void stop() throws Exception {
        if (rig != null) {
            rig.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }

    @Test
    void aTableThatTookTheNameOfASharedOne() throws Exception {
        PostgresConnector connector = running("stock");

        postgres.execute(
                "CREATE TABLE stock_new (id int PRIMARY KEY, v int)",
                "ALTER TABLE stock_new REPLICA IDENTITY FULL",
                "INSERT INTO stock_new VALUES (1, 11), (2, 21)",
                "BEGIN; ALTER TABLE stock RENAME TO stock_old; ALTER TABLE stock_new RENAME TO stock; COMMIT",
                "INSERT INTO stock VALUES (4, 41)");

        assertThat(rig.failure("stock"))
                .contains("table public.stock is another table now: the one that was shared is now called"
                        + " public.stock_old. No change of it is shared from here on. Run the same tombolo connect"
                        + " command again for the tables as they are now, and tombolo connect backfill for their"
                        + " rows");
        rig.rest.post("/connectors/stock/restart?includeTasks=true");
        assertThat(rig.failure("stock")).contains("is another table now");
        rig.make(connector, look(connector));
        rig.running("stock");
        // A running task changes the publication first; what is written before that is in none.
        await().atMost(CaptureRig.PATIENCE).until(() -> isPublished("stock"));
        postgres.execute("INSERT INTO stock VALUES (5, 51)");
        rig.events(connector, "stock", 3);
        rig.backfill(connector);
        assertThat(rig.events(connector, "stock", 7))
                .extracting(e -> String.valueOf(e.get("after")))
                .contains("{\"id\": 4, \"v\": 41}", "{\"id\": 5, \"v\": 51}");
    }

    private static boolean isPublished(String table) throws SQLException {
        try (Connection connection = postgres.connect("postgres");
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT 1 FROM pg_publication_tables WHERE pubname = 'tombolo_"
                        + table + "' AND tablename = '" + table + "'")) {
            return found.next();
        }
    }

    @Test
    void aTableThatWasRenamed() throws Exception {
        running("renamed");

        postgres.execute("ALTER TABLE renamed RENAME TO \"other.name\"");

        assertThat(rig.failure("renamed"))
                .contains("table public.renamed was renamed: it is now called public.other.name. No change of it is"
                        + " shared");
    }

    @Test
    void aTableThatWasDropped() throws Exception {
        running("dropped");

        postgres.execute("DROP TABLE dropped");

        assertThat(rig.failure("dropped")).contains("table public.dropped was dropped. No change of it is shared");
    }

    @Test
    void aTableThatWasTakenOutOfThePublication() throws Exception {
        running("unpublished");

        postgres.execute("CREATE TABLE stays (id int)", "ALTER PUBLICATION tombolo_unpublished SET TABLE stays");

        assertThat(rig.failure("unpublished"))
                .contains("table public.unpublished: publication tombolo_unpublished lacks public.unpublished: such"
                        + " changes are not shared. ALTER PUBLICATION tombolo_unpublished ADD TABLE"
                        + " public.unpublished;");
    }

    @Test
    void aPublicationThatWasChanged() throws Exception {
        running("narrowed");

        postgres.execute("ALTER PUBLICATION tombolo_narrowed SET (publish = 'insert')");

        assertThat(rig.failure("narrowed"))
                .contains("table public.narrowed: publication tombolo_narrowed does not publish update, delete,"
                        + " truncate");
    }

    @Test
    void aPublicationThatWasDropped() throws Exception {
        running("nopub");

        postgres.execute("DROP PUBLICATION tombolo_nopub");

        assertThat(rig.failure("nopub"))
                .contains("publication tombolo_nopub is gone: no change of public.nopub is shared");
    }

    @Test
    void aReplicaIdentityThatWasChanged() throws Exception {
        running("thin");

        postgres.execute("ALTER TABLE thin REPLICA IDENTITY DEFAULT");

        assertThat(rig.failure("thin"))
                .contains("table public.thin: its replica identity is DEFAULT and was FULL")
                .contains("ALTER TABLE public.thin REPLICA IDENTITY FULL;");
    }

    @Test
    void aSlotThatWasDropped() throws Exception {
        running("noslot");

        postgres.execute(
                "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = 'tombolo_noslot'",
                "DO $$ BEGIN FOR i IN 1..600 LOOP BEGIN PERFORM pg_drop_replication_slot('tombolo_noslot'); RETURN;"
                        + " EXCEPTION WHEN object_in_use THEN PERFORM pg_sleep(0.05); PERFORM"
                        + " pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = 'tombolo_noslot';"
                        + " END; END LOOP; END $$",
                "INSERT INTO noslot VALUES (9, 9)");

        // Debezium's own words: the slot that it makes again does not hold what is missing.
        assertThat(rig.failure("noslot")).contains("this is no longer available on the server");
    }

    private static PostgresConnector running(String table) throws Exception {
        postgres.execute(
                "CREATE TABLE " + table + " (id int PRIMARY KEY, v int)",
                "ALTER TABLE " + table + " REPLICA IDENTITY FULL",
                "INSERT INTO " + table + " VALUES (1, 10)");
        PostgresConnector connector = new PostgresConnector(
                table,
                postgres.host(),
                postgres.port(),
                "postgres",
                "postgres",
                "",
                List.of("public." + table),
                "acme.example/${table}",
                Backfill.settings(table, rig.bootstrap()));
        rig.make(connector, look(connector));
        rig.events(connector, table, 1);
        postgres.execute("INSERT INTO " + table + " VALUES (2, 20)");
        rig.events(connector, table, 2);
        return connector;
    }

    private static Look look(PostgresConnector connector) throws Exception {
        try (Connection database = postgres.connect("postgres")) {
            return connector.look(database, true);
        }
    }
}
