package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.Json;
import io.tombolo.cli.shell.Server;
import io.tombolo.connectors.database.PostgresServer;
import io.tombolo.kafka.FilesThatHold;
import io.tombolo.publish.ConnectClient;
import io.tombolo.server.Endpoints;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PostgresToVerdictIT {
    private static final String SECRET = "Zx81-secret-of-the-feed";
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    Path temp = Path.of("unset");

    @Test
    void sharesATableFromItsRowsToAnchoredVerdicts() throws Exception {
        Path installed = PostgresServer.installation().orElse(null);
        Assumptions.assumeTrue(
                installed != null,
                "no PostgreSQL under /usr/lib/postgresql: apt-get install postgresql makes this test run");
        Path password = Files.writeString(temp.resolve("password"), SECRET + "\n");
        Path data = temp.resolve("data");
        List<Integer> ports = ServerProcess.freePorts(4);
        try (PostgresServer postgres = PostgresServer.start(installed, "wal_level=logical")) {
            postgres.execute(
                    "CREATE ROLE feed LOGIN PASSWORD '" + SECRET + "'",
                    "CREATE TABLE orders (id int PRIMARY KEY, price numeric(10,2), big text)",
                    "INSERT INTO orders VALUES (1, 12.50, repeat('wide ', 20000)), (2, 3, 'b'), (3, 4, 'c')");
            postgres.requirePasswords();
            String[] connect = {
                "connect",
                "postgres",
                "--data",
                data.toString(),
                "--url",
                "postgresql://feed@127.0.0.1:" + postgres.port() + "/postgres",
                "--password-file",
                password.toString(),
                "--tables",
                "public.orders",
                "--organisation",
                "acme.example",
                "--dataset",
                "orders",
                "--name",
                "shop",
                "--set",
                "transforms.watch.every.ms=500",
                "--set",
                "heartbeat.interval.ms=500"
            };
            Shell.Said refused;
            Shell.Said made;
            try (ServerProcess first = ServerProcess.up(data, ports)) {
                refused = Shell.run(connect);
                postgres.execute(
                        "ALTER ROLE feed REPLICATION",
                        "GRANT SELECT ON orders TO feed",
                        "ALTER TABLE orders REPLICA IDENTITY FULL",
                        "CREATE PUBLICATION tombolo_shop FOR TABLE orders");
                made = Shell.run(connect);
                assertThat(made.err()).isEmpty();
                String api = first.api();
                awaitEvents(api, 3);
                postgres.execute("UPDATE orders SET price = 13 WHERE id = 1");
                awaitEvents(api, 4);
                first.kill();
            }
            // Nobody reads now: the slot keeps what happens for the connector's return.
            postgres.execute(
                    "INSERT INTO orders VALUES (5, 5, 'e')",
                    "UPDATE orders SET id = 6 WHERE id = 5",
                    "ALTER TABLE orders ADD COLUMN note text NOT NULL DEFAULT 'n'",
                    "DELETE FROM orders WHERE id = 2");
            try (NodeHere second = NodeHere.upWithLog(NodeHere.on(data, ports))) {
                awaitEvents(second.api(), 8);
                postgres.execute("TRUNCATE orders", "INSERT INTO orders VALUES (7, 7, 'g', 'last')");
                awaitEvents(second.api(), 10);
                Endpoints endpoints = new Server().at(second.api()).endpoints();
                List<VerifiedEvents.Event> events;
                try (VerifiedEvents verified = new VerifiedEvents(endpoints, "acme.example.orders")) {
                    events = verified.until(all -> all.size() >= 10, PATIENCE);
                }
                Shell.Said backfill = Shell.run("connect", "backfill", "shop", "--data", data.toString());
                awaitEvents(second.api(), 11);
                Shell.Said audit =
                        Shell.run("audit", "--json", "--server", second.api(), "--dataset", "acme.example/orders");
                Shell.Said list = Shell.run("connect", "list", "--data", data.toString());
                Shell.Said pause = Shell.run("connect", "pause", "shop", "--data", data.toString());
                await().atMost(PATIENCE)
                        .until(() -> status(data).path("state").asText().equals("paused"));
                Shell.Said resume = Shell.run("connect", "resume", "shop", "--data", data.toString());
                await().atMost(PATIENCE)
                        .until(() -> status(data).path("state").asText().equals("running"));
                String told = rest(endpoints, "/connectors?expand=info&expand=status");
                postgres.execute("ALTER TABLE orders RENAME TO orders_old");
                await().atMost(PATIENCE)
                        .until(() -> status(data).path("state").asText().equals("failed"));
                Shell.Said failed = Shell.run("connect", "status", "shop", "--data", data.toString());
                Shell.Said all = Shell.run("status", "--server", second.api());
                Shell.Said remove = Shell.run("connect", "remove", "shop", "--data", data.toString());

                assertThat(refused.exitCode()).isEqualTo(2);
                assertThat(refused.out())
                        .contains("ALTER ROLE \"feed\" REPLICATION;", "GRANT SELECT ON public.orders TO \"feed\";");
                assertThat(refused.errLines())
                        .hasSize(1)
                        .allMatch(line -> line.contains("nothing was made; correct them, then run this command again"));
                assertThat(made.exitCode()).isZero();
                assertThat(made.out())
                        .contains("shop runs: public.orders of postgresql://127.0.0.1:")
                        .contains("public.orders as acme.example/orders, replica identity FULL, key id:")
                        .containsPattern("price +numeric\\(10,2\\) +price +decimal\\(10,2\\)");
                assertThat(failed.exitCode()).isEqualTo(2);
                assertThat(List.of(failed, all))
                        .extracting(Shell.Said::out)
                        .allMatch(out -> out.contains(
                                "table public.orders was renamed: it is now called public.orders_old. No change of it"
                                        + " is shared from here on."));
                assertThat(events)
                        .extracting(VerifiedEvents.Event::op)
                        .containsExactly(
                                "SNAPSHOT",
                                "SNAPSHOT",
                                "SNAPSHOT",
                                "UPDATE",
                                "CREATE",
                                "DELETE",
                                "CREATE",
                                "DELETE",
                                "DELETE",
                                "CREATE");
                assertThat(events.get(3).after().get("big"))
                        .as("a large value that did not change")
                        .isEqualTo("wide ".repeat(20_000));
                assertThat(VerifiedEvents.table(events, "id")).containsOnlyKeys("7");
                assertThat(VerifiedEvents.table(events, "id").get("7")).containsEntry("note", "last");
                assertThat(backfill.exitCode()).isZero();
                JsonNode json = Json.MAPPER.readTree(audit.out());
                assertThat(json.path("events").asInt()).isEqualTo(11);
                assertThat(json.path("level").asText()).isEqualTo("ANCHORED");
                assertThat(json.path("refusals")).isEmpty();
                assertThat(list.out()).contains("shop").contains("running").contains("acme.example/orders");
                assertThat(List.of(pause, resume, remove))
                        .extracting(Shell.Said::exitCode)
                        .containsOnly(0);
                assertThat(remove.out()).contains("SELECT pg_drop_replication_slot('tombolo_shop');");
                assertThat(new ConnectClient(endpoints.connect()).names()).isEmpty();
                assertThat(data.resolve("connect/secrets/shop.properties")).doesNotExist();
                assertThat(told).contains("tombolo_shop").doesNotContain(SECRET);
                assertThat(FilesThatHold.the(SECRET, data))
                        .as("files with the secret")
                        .isEmpty();
            }
        }
    }

    private static JsonNode status(Path data) throws Exception {
        return Json.MAPPER.readTree(Shell.run("connect", "status", "shop", "--json", "--data", data.toString())
                .out());
    }

    private static String rest(Endpoints endpoints, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(endpoints.connect() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static void awaitEvents(String api, long count) {
        await().atMost(PATIENCE).until(() -> {
            JsonNode answer = new Server().at(api).getJson("/api/v1/datasets");
            return answer.path("datasets").path(0).path("anchored").asLong() >= count;
        });
    }
}
