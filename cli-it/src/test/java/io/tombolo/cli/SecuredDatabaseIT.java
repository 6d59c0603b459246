package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tombolo.cli.shell.Connection;
import io.tombolo.cli.shell.Json;
import io.tombolo.connectors.database.MariaDbServer;
import io.tombolo.publish.ConnectClient;
import io.tombolo.server.Security;
import io.tombolo.server.ServerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A secured server on an operator's own Kafka cluster, whose connector has no password in its settings. */
final class SecuredDatabaseIT {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    Path temp = Path.of("unset");

    @Test
    void sharesATableThroughASecuredServerOnTheOperatorsOwnCluster() throws Exception {
        Path installed = MariaDbServer.installation().orElse(null);
        Assumptions.assumeTrue(
                installed != null, "no MariaDB under /usr/sbin: apt-get install mariadb-server makes this test run");
        Path data = temp.resolve("data");
        MariaDbPlugin.into(data);
        try (SecuredCluster cluster = SecuredCluster.start(temp);
                MariaDbServer mariadb =
                        MariaDbServer.start(installed, "--log-bin=binlog", "--server-id=1", "--binlog-format=ROW");
                NodeHere server = NodeHere.up(
                        ServerConfig.local(data).withSecurity(Security.lab()).withKafka(cluster.settings()))) {
            assertThat(server.reports())
                    .anyMatch(report -> report.startsWith("Kafka: connections.max.reauth.ms is 0: "));
            mariadb.execute(
                    "CREATE DATABASE shop",
                    "CREATE TABLE shop.orders (id int PRIMARY KEY, v int)",
                    "INSERT INTO shop.orders VALUES (1, 1), (2, 2)");
            Shell.Said made = Shell.run(
                    "connect",
                    "mariadb",
                    "--data",
                    data.toString(),
                    "--url",
                    "mariadb://root@127.0.0.1:" + mariadb.port(),
                    "--tables=shop.orders",
                    "--organisation=acme.example",
                    "--dataset=orders",
                    "--name=shop");
            assertThat(made.err()).isEmpty();
            assertThat(made.exitCode()).isZero();
            awaitEvents(data, 2);
            mariadb.execute("UPDATE shop.orders SET v = 3 WHERE id = 1");
            awaitEvents(data, 3);
            Shell.Said backfill = Shell.run("connect", "backfill", "shop", "--data", data.toString());
            assertThat(backfill.err()).isEmpty();
            awaitEvents(data, 5);

            Connection connection = Connection.ofFolder(data);
            Map<String, String> config = new ConnectClient(
                            Json.MAPPER
                                    .readTree(data.resolve("endpoints.json").toFile())
                                    .path("connect")
                                    .asText(),
                            connection.http())
                    .config("shop")
                    .orElseThrow();
            assertThat(config.values()).noneMatch(value -> value.contains("theoperatorspassword"));
            assertThat(config.get("schema.history.internal.producer.sasl.jaas.config"))
                    .startsWith("${file:")
                    .endsWith(":sasl.jaas.config}");
            try (Admin admin = Admin.create(Map.copyOf(cluster.settings()))) {
                assertThat(admin.listTopics().names().get())
                        .containsAll(Set.of(
                                "acme.example.orders",
                                "tombolo.log",
                                "tombolo.schema-history.shop",
                                "tombolo.signals"));
            }
            assertThat(Files.exists(data.resolve("kafka"))).isFalse();
            Shell.Said audit = Shell.run(
                    "audit",
                    "--json",
                    "--connection",
                    data.resolve("security").resolve("client.properties").toString(),
                    "--dataset",
                    "acme.example/orders");
            assertThat(Json.MAPPER.readTree(audit.out()).path("level").asText()).isEqualTo("ANCHORED");
            Shell.Said list = Shell.run("connect", "list", "--data", data.toString());
            assertThat(list.out()).contains("shop").contains("running");
        }
    }

    private static void awaitEvents(Path data, long count) {
        List<String> status = List.of(
                "status",
                "--json",
                "--connection",
                data.resolve("security").resolve("client.properties").toString());
        await().atMost(PATIENCE).until(() -> {
            Shell.Said said = Shell.run(status.toArray(String[]::new));
            return Json.MAPPER.readTree(said.out()).findValues("anchored").stream()
                            .mapToLong(value -> value.asLong())
                            .max()
                            .orElse(0)
                    >= count;
        });
    }

    @Test
    void aClusterThatRefusesTheAdministratorEndsTheStart() throws Exception {
        try (SecuredCluster cluster = SecuredCluster.start(temp)) {
            Path wrong = Files.writeString(
                    temp.resolve("wrong.properties"),
                    Files.readString(cluster.administrator()).replace("theoperatorspassword", "another"));
            Shell.Said refused = Shell.run(
                    "up",
                    "--data",
                    temp.resolve("other").toString(),
                    "--kafka-admin",
                    wrong.toString(),
                    "--registry-port=0",
                    "--connect-port=0",
                    "--api-port=0",
                    "--push-port=0");

            assertThat(refused.exitCode()).isEqualTo(2);
            assertThat(refused.err())
                    .contains("refuses this client: ")
                    .contains("SaslAuthenticationException")
                    .doesNotContain("another");
        }
    }
}
