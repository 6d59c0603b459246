package io.tombolo.connectors.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tombolo.connect.EmbeddedConnect;
import io.tombolo.connectors.Committed;
import io.tombolo.connectors.ConnectRest;
import io.tombolo.debezium.ConverterJar;
import io.tombolo.kafka.EmbeddedKafka;
import io.tombolo.registry.EmbeddedRegistry;
import io.tombolo.schemas.contract.Topics;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a MariaDB table's changes, wherever that MariaDB runs. */
abstract class MariaDbContract {

    private static final String TOPIC = "acme.example.orders";

    @TempDir
    Path dir;

    /** A server with a binary log of rows called {@code binlog}, whose root needs no password. */
    abstract MariaDbDatabase database() throws Exception;

    @Test
    void tellsEveryChangeOfATable() throws Exception {
        ConverterJar.installIn(Path.of("target", "plugins"));
        try (MariaDbDatabase mariadb = database();
                EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafka.Config.loopback(dir.resolve("kafka")));
                EmbeddedRegistry registry = EmbeddedRegistry.start(new EmbeddedRegistry.Config(
                        "127.0.0.1", 0, Map.of("bootstrap.servers", kafka.bootstrapServers()), Topics.SCHEMAS));
                EmbeddedConnect connect = EmbeddedConnect.start(new EmbeddedConnect.Config(
                        dir.resolve("connect"),
                        "127.0.0.1",
                        0,
                        kafka.bootstrapServers(),
                        registry.uri(),
                        Map.of(
                                "plugin.path",
                                Path.of("target", "plugins").toAbsolutePath().toString())));
                Committed topics = new Committed(kafka.bootstrapServers(), registry.uri())) {
            topics.create(Topics.REJECTED);
            topics.create(TOPIC);
            mariadb.execute(
                    "CREATE USER feed@'%' IDENTIFIED BY 'secret'",
                    "CREATE DATABASE shop",
                    "CREATE TABLE shop.orders (id int PRIMARY KEY, price decimal(10,2), total bigint unsigned, at"
                            + " timestamp(6) NULL, local datetime(6), day date, doc json, kind enum('a','b'), raw"
                            + " varbinary(8), ok bool)",
                    "INSERT INTO shop.orders VALUES (1, 12.50, 18446744073709551615, '2024-02-29 12:00:00.123456', "
                            + "'2024-02-29 12:00:00.123456', '2024-02-29', '{\"k\": 1}', 'b', x'00ff', true)");
            MySqlConnector connector = new MySqlConnector(
                    "orders",
                    MySqlConnector.Server.MARIADB,
                    mariadb.host(),
                    mariadb.port(),
                    "feed",
                    "secret",
                    List.of("shop.orders"),
                    "acme.example/${table}",
                    kafka.bootstrapServers(),
                    Backfill.settings("orders", kafka.bootstrapServers()));
            Map<String, String> slip = Map.of("transforms.change.fields.mask", "price,orders.kind,prise");
            List<Look.Finding> before = findings(mariadb, connector);
            mariadb.execute(
                    "GRANT SELECT ON shop.orders TO feed@'%'",
                    "GRANT RELOAD, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO feed@'%'");
            List<Look.Finding> after = findings(mariadb, connector);
            List<Look.Finding> rules;
            try (Connection database = mariadb.connect("feed", "secret")) {
                rules = RuleChecks.findings(
                        slip, connector.look(database, false).tables());
            }
            ConnectRest rest = new ConnectRest(connect.uri());

            rest.put(connector.name(), connector.config());
            events(topics, rest, 1);
            mariadb.execute(
                    "INSERT INTO shop.orders(id, price) VALUES (2, -1)",
                    "UPDATE shop.orders SET price = 13 WHERE id = 1",
                    "UPDATE shop.orders SET id = 3 WHERE id = 2",
                    "ALTER TABLE shop.orders ADD COLUMN note varchar(20) NOT NULL DEFAULT 'n'",
                    "INSERT INTO shop.orders(id, note) VALUES (4, 'new')",
                    "DELETE FROM shop.orders WHERE id = 3",
                    "TRUNCATE shop.orders");
            List<GenericRecord> events = events(topics, rest, 8);

            assertThat(before)
                    .filteredOn(one -> one.state() == Look.Finding.State.BAD)
                    .extracting(Look.Finding::subject)
                    .containsExactly(
                            "right REPLICATION SLAVE", "right REPLICATION CLIENT", "right RELOAD", "table shop.orders");
            assertThat(before)
                    .extracting(Look.Finding::remedy)
                    .contains("GRANT REPLICATION SLAVE ON *.* TO 'feed'@'%';");
            assertThat(rules).extracting(Look.Finding::subject).containsExactly("mask prise");
            assertThat(after).extracting(Look.Finding::state).doesNotContain(Look.Finding.State.BAD);
            assertThat(after)
                    .filteredOn(one -> one.state() == Look.Finding.State.WARNING)
                    .singleElement()
                    .extracting(Look.Finding::found)
                    .asString()
                    .contains("at, local, day")
                    .contains("shared as null");
            assertThat(events)
                    .extracting(e -> e.get("op").toString())
                    .containsExactly("SNAPSHOT", "CREATE", "UPDATE", "DELETE", "CREATE", "CREATE", "DELETE", "DELETE");
            GenericRecord first = (GenericRecord) events.get(0).get("after");
            assertThat(decimal(first.get("price"), 2)).isEqualTo("12.50");
            assertThat(decimal(first.get("total"), 0)).isEqualTo("18446744073709551615");
            assertThat(first.get("local")).isEqualTo(1_709_208_000_123_456L);
            assertThat(first.get("doc").toString()).contains("\"k\": 1");
            assertThat(first.get("kind")).hasToString("b");
            assertThat(((GenericRecord) events.get(5).get("after")).get("note")).hasToString("new");
            assertThat(topics.records(TOPIC).get(7).key()).as("truncation").isNull();
            GenericRecord source = (GenericRecord) events.get(2).get("source");
            assertThat(source.get("system")).hasToString("mariadb");
            assertThat(source.get("object")).hasToString("shop.orders");
            assertThat(source.get("position").toString()).contains("file=binlog.");
            assertThat(topics.salts(TOPIC)).hasSize(8);
            assertThat(topics.records(Topics.REJECTED)).isEmpty();
        }
    }

    private static String decimal(Object bytes, int scale) {
        return new BigDecimal(new BigInteger(((ByteBuffer) bytes).array()), scale).toPlainString();
    }

    private static List<Look.Finding> findings(MariaDbDatabase mariadb, MySqlConnector connector) throws Exception {
        try (Connection database = mariadb.connect("feed", "secret")) {
            return connector.findings(database);
        }
    }

    private static List<GenericRecord> events(Committed topics, ConnectRest rest, int count) {
        await().atMost(Duration.ofMinutes(5)).until(() -> {
            assertThat(rest.taskTrace("orders")).isEmpty();
            return topics.records(TOPIC).size() >= count;
        });
        return topics.values(TOPIC);
    }
}
