package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tombolo.cli.shell.Server;
import io.tombolo.connectors.database.PostgresConnector;
import io.tombolo.connectors.database.PostgresServer;
import io.tombolo.consumer.Delivery;
import io.tombolo.publish.ConnectClient;
import io.tombolo.server.Endpoints;
import io.tombolo.verification.verdict.Level;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures, on an otherwise quiet machine, and asserts only that nothing is lost: {@code mvn -pl cli-it -am verify -Dtest=None
 * -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=CaptureSpeedIT -Dfailsafe.failIfNoSpecifiedTests=false
 * -Dtombolo.speed.rows=5000000 -Dtombolo.speed.seconds=60}, or {@code cli-it/capture-speed.sh}. The figures are printed, and written to
 * {@code target/capture-speed.txt}.
 */
final class CaptureSpeedIT {
    private static final int PER_SECOND = 2_000;

    @TempDir
    Path temp = Path.of("unset");

    private final List<String> report = new ArrayList<>();

    @Test
    void measuresTheWayFromACommittedRowToASealAndSnapshotsInPairs() throws Exception {
        int rows = Integer.getInteger("tombolo.speed.rows", 0);
        int seconds = Integer.getInteger("tombolo.speed.seconds", 30);
        int pairs = Integer.getInteger("tombolo.speed.pairs", 3);
        Path installed = PostgresServer.installation().orElse(null);
        Assumptions.assumeTrue(rows > 0, "a measurement: runs with -Dtombolo.speed.rows=5000000, on a quiet machine");
        Assumptions.assumeTrue(
                installed != null, "no PostgreSQL under /usr/lib/postgresql: apt-get install postgresql");
        try (PostgresServer postgres = PostgresServer.start(installed, "wal_level=logical", "max_wal_size=4GB");
                ServerProcess server = ServerProcess.upAsShipped(temp.resolve("data"))) {
            Endpoints endpoints = new Server().at(server.api()).endpoints();
            say(load());
            latency(postgres, endpoints, server.pid(), seconds);
            snapshots(postgres, endpoints, server.pid(), rows, pairs);
            say(load());
        }
        Files.write(Path.of("target", "capture-speed.txt"), report);
    }

    private void latency(PostgresServer postgres, Endpoints endpoints, long pid, int seconds) throws Exception {
        postgres.execute(
                "CREATE TABLE ticks (id bigserial PRIMARY KEY, at bigint NOT NULL, payload text)",
                "ALTER TABLE ticks REPLICA IDENTITY FULL",
                "INSERT INTO ticks(at) VALUES ((extract(epoch from now()) * 1000)::bigint)");
        share(postgres, "ticks", "ticks");
        // Until something is sealed, the read side names no key that a consumer could trust.
        await().atMost(Duration.ofMinutes(5))
                .until(() -> new Server()
                                .at(endpoints.api())
                                .getJson("/api/v1/datasets")
                                .path("datasets")
                                .path(0)
                                .path("anchored")
                                .asLong()
                        > 0);
        Path script = Files.writeString(
                temp.resolve("tick.sql"),
                "INSERT INTO ticks(at, payload) VALUES ((extract(epoch from clock_timestamp()) * 1000)::bigint,"
                        + " repeat('x', 150));\n");
        ConnectorCpu cpu = ConnectorCpu.startingNow(pid);
        Process load = postgres.pgbench(script, 4, PER_SECOND, seconds);
        List<Long> millis = new ArrayList<>();
        try (VerifiedEvents verified = new VerifiedEvents(
                endpoints,
                "acme.example.ticks",
                Delivery.holdUntil(Level.SEALED, Duration.ofMinutes(2)),
                event -> millis.add(System.currentTimeMillis()
                        - Long.parseLong(event.after().get("at"))))) {
            // pgbench may fall behind the rate that it was asked for: what it has done is known when it has ended.
            verified.until(
                    all -> !load.isAlive() && all.size() >= count(postgres, "ticks"),
                    Duration.ofSeconds(seconds + 120L));
        }
        assertThat(load.waitFor()).as("pgbench").isZero();
        // The first half warms up.
        List<Long> sorted = millis.subList(millis.size() / 2, millis.size()).stream()
                .sorted()
                .toList();
        say(String.format(
                "committed row to SEALED in a verifying consumer, %,d rows/s asked for, %,d done, %d s, %,d measured:"
                        + " p50 %d ms, p99 %d ms",
                PER_SECOND,
                millis.size() / seconds,
                seconds,
                sorted.size(),
                sorted.get(sorted.size() / 2),
                sorted.get(sorted.size() * 99 / 100)));
        say(cpu.untilNow().perMillion(millis.size()).toString());
        new ConnectClient(endpoints.connect()).remove("ticks");
    }

    private void snapshots(PostgresServer postgres, Endpoints endpoints, long pid, int rows, int pairs)
            throws Exception {
        postgres.execute(
                "CREATE TABLE wide (id bigint PRIMARY KEY, name text, amount numeric(12,2), at timestamptz, n int,"
                        + " payload text)",
                "INSERT INTO wide SELECT i, 'name ' || i, i / 100.0, now(), i % 1000, repeat('x', 120) FROM"
                        + " generate_series(1, "
                        + rows + ") i",
                "ALTER TABLE wide REPLICA IDENTITY FULL");
        List<Double> ratios = new ArrayList<>();
        // The first pair finds a server whose code is not compiled yet: it is reported and does not count.
        for (int pair = 0; pair <= pairs; pair++) {
            // Who goes first changes from pair to pair.
            double first = snapshot(postgres, endpoints, pid, rows, pair, pair % 2 == 0);
            double second = snapshot(postgres, endpoints, pid, rows, pair, pair % 2 != 0);
            double with = pair % 2 == 0 ? first : second;
            double without = pair % 2 == 0 ? second : first;
            if (pair > 0) {
                ratios.add(with / without);
            }
            say(String.format(
                    "snapshot of %,d rows, %s: %,.0f rows/s with our transform, %,.0f without: %.2f",
                    rows, pair == 0 ? "warm-up" : "pair " + pair, with, without, with / without));
        }
        List<Double> sorted = ratios.stream().sorted().toList();
        double median = (sorted.get((pairs - 1) / 2) + sorted.get(pairs / 2)) / 2;
        say(String.format("median of the pairs: %.2f", median));
    }

    private double snapshot(PostgresServer postgres, Endpoints endpoints, long pid, int rows, int pair, boolean ours)
            throws Exception {
        String name = (ours ? "with" : "without") + pair;
        ConnectClient connect = new ConnectClient(endpoints.connect());
        String topic = ours ? "acme.example." + name : name + ".public.wide";
        Map<String, String> config = new TreeMap<>(new PostgresConnector(
                        name,
                        "127.0.0.1",
                        postgres.port(),
                        "postgres",
                        "postgres",
                        "",
                        List.of("public.wide"),
                        "acme.example/" + name,
                        Map.of("snapshot.mode", "initial_only"))
                .config());
        if (!ours) {
            config.keySet().removeIf(key -> key.startsWith("transforms"));
        }
        ConnectorCpu cpu = ConnectorCpu.startingNow(pid);
        connect.put(name, config);
        double rate = rate(endpoints, topic, rows, cpu);
        say("%-8s %,.0f rows/s, %s".formatted(name, rate, cpu.untilNow().perMillion(rows)));
        connect.remove(name);
        return rate;
    }

    /** Rows a second between the first and the last that can be read. */
    private static double rate(Endpoints endpoints, String topic, int rows, ConnectorCpu cpu) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                endpoints.kafka(),
                "isolation.level",
                "read_committed",
                "allow.auto.create.topics",
                false);
        TopicPartition partition = new TopicPartition(topic, 0);
        long[] first = new long[2];
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            await().atMost(Duration.ofMinutes(30))
                    .pollInterval(Duration.ofMillis(50))
                    .ignoreExceptions()
                    .until(() -> {
                        cpu.sampleNowAndThen();
                        long end = consumer.endOffsets(List.of(partition), Duration.ofSeconds(1))
                                .get(partition);
                        if (end > 0 && first[0] == 0) {
                            first[0] = end;
                            first[1] = System.nanoTime();
                        }
                        return end >= rows;
                    });
        }
        return (rows - first[0]) / ((System.nanoTime() - first[1]) / 1e9);
    }

    private static long count(PostgresServer postgres, String table) {
        try (Connection connection = postgres.connect("postgres");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + table)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private void share(PostgresServer postgres, String table, String name) {
        Shell.Said said = Shell.run(
                "connect",
                "postgres",
                "--data",
                temp.resolve("data").toString(),
                "--url",
                "postgresql://postgres@127.0.0.1:" + postgres.port() + "/postgres",
                "--tables",
                "public." + table,
                "--organisation",
                "acme.example",
                "--name",
                name);
        assertThat(said.exitCode()).as(said.out() + said.err()).isZero();
    }

    private static String load() {
        return "load of the machine: %.1f on %d cores"
                .formatted(
                        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                        Runtime.getRuntime().availableProcessors());
    }

    private void say(String line) {
        System.out.println(line);
        report.add(line);
    }
}
