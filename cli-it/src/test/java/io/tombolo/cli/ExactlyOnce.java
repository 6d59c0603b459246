package io.tombolo.cli;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.Server;
import io.tombolo.connectors.database.PostgresServer;
import io.tombolo.publish.PublishException;
import io.tombolo.server.Endpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A busy PostgreSQL, two Connect workers of one group, and everything else in one {@code tombolo up}; workers are killed so that the
 * other takes over, and the server with its broker is killed and started again.
 */
final class ExactlyOnce implements AutoCloseable {
    private static final String NAME = "bank";
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Path dir;
    private final Consumer<String> say;
    private final List<Integer> ports = new ArrayList<>();
    private final OutsideWorker[] workers = new OutsideWorker[2];
    private ServerProcess server;
    private int resumed;

    /** What is killed. */
    enum Fault {
        WORKER,
        SERVER
    }

    /**
     * What came of it.
     *
     * @param transactions that pgbench committed
     * @param resumed how often the connector's task had failed and was resumed
     */
    record Result(long transactions, int faults, int resumed, List<String> differences, JsonNode auditOfHistory) {}

    private ExactlyOnce(Path dir, Consumer<String> say) {
        this.dir = dir;
        long began = System.nanoTime();
        this.say = line -> say.accept(String.format("%6.1f s  %s", (System.nanoTime() - began) / 1e9, line));
    }

    static Result run(
            Path dir, PostgresServer postgres, int perSecond, int seconds, List<Fault> faults, Consumer<String> say)
            throws Exception {
        try (ExactlyOnce run = new ExactlyOnce(dir, say)) {
            return run.run(postgres, perSecond, seconds, faults);
        }
    }

    private Result run(PostgresServer postgres, int perSecond, int seconds, List<Fault> faults) throws Exception {
        BankUnderLoad bank = BankUnderLoad.in(postgres);
        ports.addAll(ServerProcess.freePorts(6));
        server = up();
        Endpoints endpoints = new Server().at(server.api()).endpoints();
        say.accept("the server is up");
        workers[0] = OutsideWorker.start(dir, ports.get(4), endpoints);
        workers[1] = OutsideWorker.start(dir, ports.get(5), endpoints);
        Shell.Said made = Shell.run(
                "connect",
                "postgres",
                "--connect",
                workers[0].url(),
                "--kafka",
                endpoints.kafka(),
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
        awaitAnchored("accounts", BankUnderLoad.ACCOUNTS);
        say.accept("the connector runs on two workers; " + perSecond + " transactions/s for " + seconds + " s begin");

        Process load = bank.busy(dir, perSecond, seconds);
        long step = Math.max(1, seconds * 1000L / (faults.size() + 1));
        long began = System.nanoTime();
        int turn = 0;
        for (int i = 0; i < faults.size(); i++) {
            awaitMillis(began, step * (i + 1));
            switch (faults.get(i)) {
                case WORKER -> restartWorker(turn++ % 2, endpoints);
                case SERVER -> restartServer();
            }
        }
        if (load.waitFor() != 0) {
            throw new AssertionError(Files.readString(dir.resolve("pgbench.out")));
        }
        return compare(bank, endpoints, faults.size());
    }

    private Result compare(BankUnderLoad bank, Endpoints endpoints, int faults) throws SQLException, IOException {
        long transactions = bank.transactions();
        say.accept("the load has ended after " + transactions + " transactions; waiting for the last to be anchored");
        awaitAnchored("history", transactions);
        awaitAnchored("accounts", BankUnderLoad.ACCOUNTS + transactions);
        say.accept("all is anchored; verifying it");
        List<VerifiedEvents.Event> accounts;
        List<VerifiedEvents.Event> history;
        try (VerifiedEvents verified = new VerifiedEvents(endpoints, "acme.example.accounts")) {
            accounts = verified.until(all -> all.size() >= BankUnderLoad.ACCOUNTS + transactions, PATIENCE);
        }
        try (VerifiedEvents verified = new VerifiedEvents(endpoints, "acme.example.history")) {
            history = verified.until(all -> all.size() >= transactions, PATIENCE);
        }
        Shell.Said audit =
                Shell.run("audit", "--json", "--server", endpoints.api(), "--dataset", "acme.example/history");
        return new Result(
                transactions, faults, resumed, bank.differences(accounts, history), Json.MAPPER.readTree(audit.out()));
    }

    private void restartWorker(int which, Endpoints endpoints) throws IOException {
        say.accept("kill -9 of worker " + which + "; the other takes over, then it comes back");
        workers[which].kill();
        workers[which] = OutsideWorker.start(dir, ports.get(4 + which), endpoints);
        say.accept("worker " + which + " is back");
    }

    private void restartServer() throws IOException, InterruptedException {
        say.accept("kill -9 of the server with the broker, the registry and the anchoring service; then a new start");
        server.kill();
        server = up();
        say.accept("the server is back");
    }

    private ServerProcess up() throws IOException {
        return ServerProcess.up(dir.resolve("data"), ports.subList(0, 4));
    }

    /** As an operator would: a task that has failed is resumed. */
    private void awaitAnchored(String table, long count) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).until(() -> {
            resumeIfFailed();
            for (JsonNode dataset :
                    new Server().at(server.api()).getJson("/api/v1/datasets").path("datasets")) {
                if (dataset.path("dataset").asText().equals("acme.example/" + table)) {
                    return dataset.path("anchored").asLong() >= count;
                }
            }
            return false;
        });
    }

    private void resumeIfFailed() {
        try {
            if (workers[0].client().status(NAME).failed()) {
                say.accept("its task had failed and is resumed: "
                        + workers[0].client().status(NAME).trouble());
                Shell.run("connect", "resume", NAME, "--connect", workers[0].url());
                resumed++;
            }
        } catch (PublishException e) {
            say.accept("worker 0 does not answer yet: " + e.getMessage());
        }
    }

    private static void awaitMillis(long began, long millis) {
        await().atMost(Duration.ofHours(2))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> System.nanoTime() - began >= millis * 1_000_000);
    }

    @Override
    public void close() {
        for (OutsideWorker worker : workers) {
            if (worker != null) {
                worker.close();
            }
        }
        if (server != null) {
            server.close();
        }
    }
}
