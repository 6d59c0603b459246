package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.Server;
import io.tombolo.publish.ConnectClient;
import io.tombolo.server.Endpoints;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;

/** Reconciliations of one connector, {@code shop}, through a server. */
final class ReconcileRun {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final String api;
    private final Path data;
    private final Endpoints endpoints;

    ReconcileRun(String api, Path data) throws IOException {
        this.api = api;
        this.data = data;
        this.endpoints = new Server().at(api).endpoints();
    }

    /** What the command says as JSON, after it ended as it should. */
    JsonNode json(int exitCode, String... more) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("reconcile", "shop", "--json", "--server", api, "--data", data.toString()));
        command.addAll(List.of(more));
        Shell.Said said = Shell.run(command.toArray(String[]::new));
        assertThat(said.err()).isEmpty();
        assertThat(said.exitCode()).as(said.out()).isEqualTo(exitCode);
        return Json.MAPPER.readTree(said.out());
    }

    /** Each difference as {@code kind key: columns}, by table. */
    static Map<String, List<String>> differences(JsonNode json) {
        Map<String, List<String>> all = new TreeMap<>();
        for (JsonNode table : json.path("tables")) {
            List<String> lines = new ArrayList<>();
            for (JsonNode one : table.path("differences")) {
                List<String> columns = new ArrayList<>();
                one.path("columns").forEach(column -> columns.add(column.asText()));
                lines.add(one.path("kind").asText() + " " + one.path("key").asText()
                        + (columns.isEmpty() ? "" : ": " + String.join(", ", columns)));
            }
            all.put(table.path("table").asText(), lines);
        }
        return all;
    }

    /** Why changes of a table's differing rows were refused, by the row's key. */
    static Map<String, String> refused(JsonNode json, String table) {
        Map<String, String> all = new TreeMap<>();
        for (JsonNode one : table(json, table).path("differences")) {
            if (one.has("refused")) {
                all.put(one.path("key").asText(), one.path("refused").asText());
            }
        }
        return all;
    }

    static JsonNode table(JsonNode json, String name) {
        for (JsonNode table : json.path("tables")) {
            if (table.path("table").asText().equals(name)) {
                return table;
            }
        }
        throw new AssertionError("no table " + name + " in " + json);
    }

    /** Removes what the topic holds before an offset. */
    void deleteRecords(String topic, long before) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", endpoints.kafka()))) {
            admin.deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(before)))
                    .all()
                    .get();
        }
    }

    /** Stops the connector, waits until {@code free}, does something, and lets the connector continue. */
    void whileStopped(Callable<Boolean> free, Callable<?> work) throws Exception {
        ConnectClient connect = new ConnectClient(endpoints.connect());
        connect.stop("shop");
        await().atMost(PATIENCE).until(free);
        work.call();
        connect.resume("shop");
        await().atMost(PATIENCE).until(() -> connect.status("shop").task().equals("RUNNING"));
    }

    /** Waits until the read side shows the newest result of a dataset. */
    JsonNode shown(String dataset, String finishedAt) {
        AtomicReference<JsonNode> found = new AtomicReference<>();
        await().atMost(PATIENCE).until(() -> {
            for (JsonNode line :
                    new Server().at(api).getJson("/api/v1/reconciliations").path("reconciliations")) {
                if (line.path("dataset").asText().equals(dataset)
                        && line.path("finished_at").asText().equals(finishedAt)
                        && line.path("level").asText().equals("ANCHORED")) {
                    found.set(line);
                }
            }
            return found.get() != null;
        });
        return found.get();
    }

    /** One connection to the source. */
    interface Connected {
        Connection open() throws SQLException;
    }

    /** Compares while two writers continue with transactions of several rows, some rolled back, with keys that change. */
    void underWriters(Connected source, String schema, int times) throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        AtomicReference<Throwable> trouble = new AtomicReference<>();
        List<Thread> writers = new ArrayList<>();
        for (int writer = 1; writer <= 2; writer++) {
            int first = 1_000_000 * writer;
            Thread thread = new Thread(() -> {
                try {
                    write(source, schema, first, stop);
                } catch (SQLException e) {
                    trouble.set(e);
                }
            });
            writers.add(thread);
            thread.start();
        }
        try {
            for (int run = 0; run < times; run++) {
                JsonNode equal = json(0);
                assertThat(differences(equal).values()).allMatch(List::isEmpty);
            }
        } finally {
            stop.set(true);
            for (Thread writer : writers) {
                writer.join();
            }
        }
        assertThat(trouble.get()).isNull();
    }

    private static void write(Connected source, String schema, int first, AtomicBoolean stop) throws SQLException {
        String orders = schema + ".orders";
        try (Connection connection = source.open();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (int i = 0; !stop.get(); i++) {
                int id = first + i;
                statement.execute("INSERT INTO " + orders + "(id, price, note) VALUES (" + id + ", " + i % 90 + ".5, 'w"
                        + i + "')");
                statement.execute("UPDATE " + orders + " SET price = price + 1 WHERE id BETWEEN "
                        + Math.max(first, id - 20) + " AND " + id + " AND id % 7 = " + i % 7);
                statement.execute("UPDATE " + orders + " SET id = -id WHERE id = " + (id - 3));
                statement.execute("DELETE FROM " + orders + " WHERE id = " + -(id - 9));
                statement.execute("INSERT INTO " + schema + ".log VALUES (" + id + ", 'x')");
                if (i % 5 == 4) {
                    connection.rollback();
                } else {
                    connection.commit();
                }
                if (i % 50 == 49 && first == 1_000_000) {
                    statement.execute("TRUNCATE TABLE " + schema + ".log");
                    connection.commit();
                }
            }
        }
    }
}
