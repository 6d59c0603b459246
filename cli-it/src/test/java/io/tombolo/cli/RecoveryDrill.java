package io.tombolo.cli;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.Server;
import io.tombolo.connectors.database.PostgresServer;
import io.tombolo.server.Endpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * A {@code tombolo up} that is killed at random moments, some of them while it starts, under publish, push and the capture of a busy
 * PostgreSQL at once: four datasets, nine logs.
 */
final class RecoveryDrill implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String NAME = "bank";
    private static final int PER_SECOND = 50;
    private static final int LONGEST_LOAD_S = 3 * 60 * 60;

    private final Path dir;
    private final Path data;
    private final Random random;
    private final Consumer<String> say;
    private final List<Integer> ports = ServerProcess.freePorts(5);
    private ServerProcess server;

    /** Where each dataset ended: its events, how many of them are anchored, and how many keys they have. */
    record Dataset(String name, long expected, JsonNode audit, long records, long keys) {}

    /**
     * What came of it.
     *
     * @param hanging transactions that hang at the end
     * @param resumed how often the connector's task had failed and was resumed
     */
    record Result(
            int kills, int whileStarting, int resumed, List<String> bank, List<Dataset> datasets, JsonNode hanging) {}

    private RecoveryDrill(Path dir, long seed, Consumer<String> say) throws IOException {
        this.dir = dir;
        this.data = dir.resolve("data");
        this.random = new Random(seed);
        long began = System.nanoTime();
        this.say = line -> say.accept(String.format("%6.1f s  %s", (System.nanoTime() - began) / 1e9, line));
    }

    static Result run(Path dir, PostgresServer postgres, int kills, long seed, Consumer<String> say) throws Exception {
        try (RecoveryDrill drill = new RecoveryDrill(dir, seed, say)) {
            return drill.run(postgres, kills);
        }
    }

    private Result run(PostgresServer postgres, int kills) throws Exception {
        BankUnderLoad bank = BankUnderLoad.in(postgres);
        server = ServerProcess.begin(data, ports).ready();
        Endpoints endpoints = new Server().at(server.api()).endpoints();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", endpoints.kafka()))) {
            admin.createTopics(List.of(new NewTopic("acme.example.pushed", 3, (short) 1)))
                    .all()
                    .get();
        }
        capture(postgres);
        // A kill during the first snapshot begins it again, and what changed meanwhile is in its rows: the sums below
        // are of changes.
        await().atMost(PATIENCE).until(() -> anchored("accounts") >= BankUnderLoad.ACCOUNTS);
        int whileStarting = 0;
        int resumed = 0;
        Process load = bank.busy(dir, PER_SECOND, LONGEST_LOAD_S);
        try (DrillPusher pusher = DrillPusher.start(data, endpoints.push());
                DrillPublisher publisher = DrillPublisher.start(dir, endpoints.api())) {
            await().atMost(PATIENCE).until(() -> anchored("accounts") > BankUnderLoad.ACCOUNTS);
            for (int kill = 1; kill <= kills; kill++) {
                boolean early = random.nextInt(4) == 0;
                say.accept("kill " + kill + (early ? ", and one while it starts" : ""));
                TimeUnit.MILLISECONDS.sleep(500 + random.nextInt(6_000));
                server.kill();
                if (early) {
                    server = ServerProcess.begin(data, ports);
                    TimeUnit.MILLISECONDS.sleep(random.nextInt(9_000));
                    server.kill();
                    whileStarting++;
                }
                server = ServerProcess.begin(data, ports).ready();
                resumed += resumeIfFailed();
            }
            load.destroy();
            load.waitFor();
            long pushed = pusher.finish();
            long published = publisher.finish();
            say.accept("the load has ended; waiting for the last to be anchored");
            return compare(
                    bank, endpoints, pushed, published, new int[] {kills + whileStarting, whileStarting, resumed});
        } finally {
            load.destroyForcibly();
        }
    }

    private void capture(PostgresServer postgres) {
        Shell.Said made = Shell.run(
                "connect",
                "postgres",
                "--data",
                data.toString(),
                "--url",
                "postgresql://postgres@127.0.0.1:" + postgres.port() + "/postgres",
                "--tables",
                BankUnderLoad.TABLES,
                "--organisation",
                "acme.example",
                "--name",
                NAME);
        if (made.exitCode() != 0) {
            throw new AssertionError(made.out() + made.err());
        }
    }

    private Result compare(BankUnderLoad bank, Endpoints endpoints, long pushed, long published, int[] counts)
            throws SQLException, IOException {
        long transactions = bank.transactions();
        Map<String, Long> expected = new java.util.TreeMap<>(Map.of(
                "accounts", BankUnderLoad.ACCOUNTS + transactions,
                "history", transactions,
                "pushed", pushed,
                "files", published));
        int[] resumed = {counts[2]};
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).until(() -> {
            resumed[0] += resumeIfFailed();
            return expected.entrySet().stream().allMatch(one -> anchored(one.getKey()) >= one.getValue());
        });
        say.accept("all is anchored; verifying " + expected);
        List<Dataset> datasets = new ArrayList<>();
        for (Map.Entry<String, Long> one : expected.entrySet()) {
            Shell.Said audit = Shell.run(
                    "audit", "--json", "--server", endpoints.api(), "--dataset", "acme.example/" + one.getKey());
            CommittedKeys keys = CommittedKeys.of(endpoints.kafka(), "acme.example." + one.getKey());
            datasets.add(new Dataset(
                    one.getKey(), one.getValue(), Json.MAPPER.readTree(audit.out()), keys.records(), keys.distinct()));
        }
        JsonNode transactionsLeft = Json.MAPPER
                .readTree(Shell.run("status", "--json", "--server", endpoints.api())
                        .out())
                .path("anchoring")
                .path("transactions");
        List<String> differences = bank.differences(
                events(endpoints, "accounts", BankUnderLoad.ACCOUNTS + transactions),
                events(endpoints, "history", transactions));
        return new Result(counts[0], counts[1], resumed[0], differences, datasets, transactionsLeft);
    }

    private static List<VerifiedEvents.Event> events(Endpoints endpoints, String table, long count) {
        try (VerifiedEvents verified = new VerifiedEvents(endpoints, "acme.example." + table)) {
            return List.copyOf(verified.until(all -> all.size() >= count, PATIENCE));
        }
    }

    private long anchored(String dataset) {
        for (JsonNode one : new Server().at(apiOf()).getJson("/api/v1/datasets").path("datasets")) {
            if (one.path("dataset").asText().equals("acme.example/" + dataset)) {
                return one.path("anchored").asLong();
            }
        }
        return 0;
    }

    private String apiOf() {
        return "http://127.0.0.1:" + ports.get(3);
    }

    /** As an operator would: a connector that failed is resumed. */
    private int resumeIfFailed() {
        Shell.Said list = Shell.run("connect", "list", "--json", "--data", data.toString());
        if (!list.out().contains("failed") && !list.out().contains("FAILED")) {
            return 0;
        }
        say.accept("the connector had failed and is resumed: " + list.out().strip());
        Shell.run("connect", "resume", NAME, "--data", data.toString());
        return 1;
    }

    @Override
    public void close() throws IOException {
        if (server != null) {
            Path log = data.resolve("logs");
            say.accept("the server's log is in " + (Files.isDirectory(log) ? log : dir));
            server.close();
        }
    }
}
