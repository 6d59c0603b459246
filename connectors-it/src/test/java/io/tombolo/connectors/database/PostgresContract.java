package io.tombolo.connectors.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tombolo.connect.EmbeddedConnect;
import io.tombolo.connectors.Committed;
import io.tombolo.connectors.ConnectRest;
import io.tombolo.kafka.EmbeddedKafka;
import io.tombolo.registry.EmbeddedRegistry;
import io.tombolo.schemas.contract.Topics;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a PostgreSQL table's changes, wherever that PostgreSQL runs. */
abstract class PostgresContract {

    private static final String TOPIC = "acme.example.orders";

    @TempDir
    Path dir;

    /** A database with {@code wal_level=logical} whose superuser {@code postgres} needs no password. */
    abstract PostgresDatabase database() throws Exception;

    @Test
    void tellsEveryChangeOfATable() throws Exception {
        try (PostgresDatabase postgres = database();
                EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafka.Config.loopback(dir.resolve("kafka")));
                EmbeddedRegistry registry = EmbeddedRegistry.start(new EmbeddedRegistry.Config(
                        "127.0.0.1", 0, Map.of("bootstrap.servers", kafka.bootstrapServers()), Topics.SCHEMAS));
                EmbeddedConnect connect = EmbeddedConnect.start(new EmbeddedConnect.Config(
                        dir.resolve("connect"), "127.0.0.1", 0, kafka.bootstrapServers(), registry.uri(), Map.of()));
                Committed topics = new Committed(kafka.bootstrapServers(), registry.uri())) {
            topics.create(Topics.REJECTED);
            topics.create(TOPIC);
            postgres.execute(
                    "CREATE ROLE feed LOGIN REPLICATION",
                    "GRANT CREATE ON DATABASE postgres TO feed",
                    "CREATE TABLE orders (id int PRIMARY KEY, price numeric(10,2), free numeric, tags text[], doc"
                            + " jsonb, at timestamptz, local timestamp, day date, uid uuid, big text, secret text, ok"
                            + " boolean DEFAULT true)",
                    "ALTER TABLE orders OWNER TO feed",
                    "ALTER TABLE orders REPLICA IDENTITY FULL",
                    "INSERT INTO orders VALUES (1, 12.50, 3.14159265358979323846, '{a,b}', '{\"k\": 1}', "
                            + "'2024-02-29 12:00:00+02', '2024-02-29 12:00:00.123456', '2024-02-29', "
                            + "'6f9619ff-8b86-d011-b42d-00cf4fc964ff', repeat(md5(random()::text), 2000), 's3cret')");
            PostgresConnector connector = new PostgresConnector(
                    "orders",
                    postgres.host(),
                    postgres.port(),
                    "postgres",
                    "feed",
                    "",
                    List.of("public.orders"),
                    "acme.example/${table}",
                    Map.of("transforms.change.fields.exclude", "secret"));
            try (Connection database = postgres.connect("feed")) {
                assertThat(new PostgresChecks(database).findings(connector))
                        .extracting(Look.Finding::state)
                        .containsOnly(Look.Finding.State.GOOD);
            }
            ConnectRest rest = new ConnectRest(connect.uri());

            rest.put(connector.name(), connector.config());
            events(topics, rest, 1);
            postgres.execute(
                    "INSERT INTO orders(id, price) VALUES (2, -1)",
                    "UPDATE orders SET price = 13 WHERE id = 1",
                    "UPDATE orders SET id = 3 WHERE id = 2",
                    "ALTER TABLE orders ADD COLUMN note text NOT NULL DEFAULT 'n'",
                    "INSERT INTO orders(id, note) VALUES (4, 'new')",
                    "DELETE FROM orders WHERE id = 3",
                    "TRUNCATE orders");
            List<GenericRecord> events = events(topics, rest, 8);

            assertThat(events)
                    .extracting(e -> e.get("op").toString())
                    .containsExactly("SNAPSHOT", "CREATE", "UPDATE", "DELETE", "CREATE", "CREATE", "DELETE", "DELETE");
            GenericRecord first = (GenericRecord) events.get(0).get("after");
            assertThat(first.getSchema().getField("secret")).isNull();
            assertThat(first.get("free")).hasToString("3.14159265358979323846");
            assertThat(first.get("tags")).hasToString("[a, b]");
            assertThat(first.get("doc")).hasToString("{\"k\": 1}");
            assertThat(first.get("at")).hasToString("2024-02-29T10:00:00.000000Z");
            assertThat(first.get("uid")).hasToString("6f9619ff-8b86-d011-b42d-00cf4fc964ff");
            assertThat(first.get("local")).isEqualTo(1_709_208_000_123_456L);
            assertThat(first.getSchema().getField("local").schema().toString()).contains("local-timestamp-micros");
            GenericRecord updated = events.get(2);
            assertThat(((GenericRecord) updated.get("before")).get("big")).isEqualTo(first.get("big"));
            assertThat(((GenericRecord) updated.get("after")).get("big")).isEqualTo(first.get("big"));
            assertThat(((GenericRecord) events.get(5).get("after")).get("note")).hasToString("new");
            assertThat(topics.records(TOPIC).get(7).key()).isNull();
            GenericRecord source = (GenericRecord) updated.get("source");
            assertThat(source.get("system")).hasToString("postgresql");
            assertThat(source.get("object")).hasToString("public.orders");
            assertThat(source.get("position").toString()).startsWith("lsn=");
            assertThat(source.get("transaction")).isNotNull();
            assertThat(topics.salts(TOPIC)).hasSize(8);
            assertThat(topics.records(Topics.REJECTED)).isEmpty();
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
