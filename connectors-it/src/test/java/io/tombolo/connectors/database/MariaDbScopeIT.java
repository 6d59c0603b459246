package io.tombolo.connectors.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tombolo.debezium.ConverterJar;
import io.tombolo.kafka.Drill;
import io.tombolo.schemas.contract.Topics;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which tables, columns and changes of MariaDB are shared: exactly those that were named, all of them, or a refusal by name. */
class MariaDbScopeIT {

    private static final List<String> ODD = List.of(
            "orders.2026",
            "order$archive",
            "orders(old)",
            "Odd Name",
            "größe",
            "a,b",
            "sum+1",
            "back\\slash",
            "it's",
            "c:d;e",
            "a\"b",
            "d`e",
            "100%",
            "UPPER");

    @TempDir
    static Path dir;

    private static MariaDbServer mariadb;
    private static CaptureRig rig;

    @BeforeAll
    static void start() throws Exception {
        Path installed = MariaDbServer.installation().orElse(null);
        Assumptions.assumeTrue(installed != null, "no MariaDB under /usr/sbin");
        mariadb = MariaDbServer.start(installed, "--log-bin=binlog", "--binlog-format=ROW", "--server-id=1");
        mariadb.execute("CREATE DATABASE shop", "CREATE DATABASE shopx", "CREATE DATABASE `s.1`");
        ConverterJar.installIn(Path.of("target", "plugins"));
        rig = new CaptureRig(
                dir,
                Map.of(
                        "plugin.path",
                        Path.of("target", "plugins").toAbsolutePath().toString()));
    }

    @AfterAll
    static void stop() throws Exception {
        if (rig != null) {
            rig.close();
        }
        if (mariadb != null) {
            mariadb.close();
        }
    }

    @Drill
    @Test
    void tablesWithAnyNameAreSharedAndNoOthers() throws Exception {
        List<String> others = List.of("ordersX2026", "upper", "sumsum1");
        for (String name : others) {
            mariadb.execute(
                    "CREATE TABLE shop." + name + " (id int PRIMARY KEY)", "INSERT INTO shop." + name + " VALUES (9)");
        }
        List<TableName> names = new java.util.ArrayList<>(
                ODD.stream().map(name -> new TableName("shop", name)).toList());
        names.add(new TableName("s.1", "t.1"));
        for (TableName name : names) {
            mariadb.execute(
                    "CREATE TABLE " + sql(name) + " (id int PRIMARY KEY, `row.values` text, `a,b` int, `2nd` int)",
                    "INSERT INTO " + sql(name) + " VALUES (1, 'there', 1, 2)");
        }
        Map<String, String> more = new LinkedHashMap<>(Backfill.settings("odd", rig.bootstrap()));
        more.putAll(Renames.settings(
                List.of("shop.a\\,b:t1", "row.values:text"),
                names.stream().map(TableName::toString).toList()));
        more.put("transforms.change.fields.exclude", "a\\,b");
        MySqlConnector connector = connector("odd", names, more);

        Look look = look(connector);
        rig.make(connector, look);
        for (TableName name : names) {
            rig.events(connector, connector.dataset(name).name(), 1);
        }
        for (TableName name : names) {
            mariadb.execute("INSERT INTO " + sql(name) + " VALUES (2, 'new', 1, 2)");
        }
        for (TableName name : names) {
            List<GenericRecord> events =
                    rig.events(connector, connector.dataset(name).name(), 2);
            assertThat(events).extracting(e -> e.get("op").toString()).containsExactly("SNAPSHOT", "CREATE");
            assertThat(events.get(1).get("after")).hasToString("{\"id\": 2, \"text\": \"new\", \"_2nd\": 2}");
            assertThat(((GenericRecord) events.get(1).get("source")).get("object"))
                    .hasToString(name.dotted());
        }
        Map<Boolean, List<TableName>> atOnce = names.stream()
                .collect(Collectors.partitioningBy(name ->
                        Backfill.requests(List.of(name), Map.of()).get(0).contains("\"blocking\"")));
        for (List<TableName> kind : atOnce.values()) {
            rig.backfill(connector, kind);
            for (TableName name : kind) {
                assertThat(rig.events(connector, connector.dataset(name).name(), 4))
                        .as(name.toString())
                        .extracting(e -> e.get("op").toString())
                        .containsExactly("SNAPSHOT", "CREATE", "SNAPSHOT", "SNAPSHOT");
            }
        }
        assertThat(rig.topics.exists("acme.example.ordersx2026")).isFalse();
        assertThat(rig.topics.exists("acme.example.sumsum1")).isFalse();
        assertThat(rejected()).noneMatch(detail -> detail.contains("connector odd"));
    }

    private static List<String> rejected() {
        return rig.topics.values(Topics.REJECTED).stream()
                .map(record -> record.get("detail").toString())
                .toList();
    }

    @Test
    void aBackFillThatEndsBeforeItsLastRowIsReportedAndCanBeAskedForAgain() throws Exception {
        mariadb.execute("CREATE TABLE shop.broken (id int PRIMARY KEY)", "INSERT INTO shop.broken VALUES (1)");
        MySqlConnector connector = connector(
                "broken", List.of(new TableName("shop", "broken")), Backfill.settings("broken", rig.bootstrap()));
        rig.make(connector, look(connector));
        rig.events(connector, "broken", 1);

        rig.signal(connector, """
                {"id": "1", "type": "execute-snapshot", "data": {"type": "blocking", "data-collections": ["shop.broken"],
                "additional-conditions": [{"data-collection": "shop.broken", "filter": "SELECT none FROM shop.broken"}]}}""");

        await().atMost(CaptureRig.PATIENCE)
                .untilAsserted(
                        () -> assertThat(rejected())
                                .anyMatch(
                                        detail -> detail.startsWith(
                                                "connector broken: a snapshot ended before its last row (ABORTED), the others are not shared")));
        rig.backfill(connector);
        assertThat(rig.events(connector, "broken", 2))
                .extracting(e -> e.get("op").toString())
                .containsExactly("SNAPSHOT", "SNAPSHOT");
    }

    @Test
    void theListOfColumnsAgreesWithTheEvents() throws Exception {
        mariadb.execute(
                "CREATE TABLE shop.typed (id int PRIMARY KEY, a tinyint, b smallint unsigned, c int unsigned, d"
                        + " bigint, e bigint unsigned, f float, g double, h decimal(10,2), i varchar(10), j longtext, k"
                        + " json, l varbinary(5), m blob, n bit(1), o bit(10), p year, q date, r datetime, s datetime(3),"
                        + " t datetime(6), u timestamp NULL, v time, w time(6), x enum('a'), y set('a'), z uuid, aa point,"
                        + " ab bool, ac mediumint, ad decimal(20), ae datetime(2), af time(2))",
                "INSERT INTO shop.typed (id) VALUES (1)");
        MySqlConnector connector = connector("typed", List.of(new TableName("shop", "typed")), Map.of());
        Look look = look(connector);
        rig.make(connector, look);

        List<org.apache.avro.Schema.Field> fields = ((GenericRecord)
                        rig.events(connector, "typed", 1).get(0).get("after"))
                .getSchema()
                .getFields();

        assertThat(look.tables().get(0).columns())
                .extracting(column -> column.source().type() + " " + column.field() + " " + column.avro())
                .containsExactlyElementsOf(java.util.stream.IntStream.range(0, fields.size())
                        .mapToObj(i ->
                                look.tables().get(0).columns().get(i).source().type() + " "
                                        + fields.get(i).name() + " "
                                        + AvroNamed.of(fields.get(i).schema()))
                        .toList());
    }

    @Test
    void aStatementOnATableThatIsNotSharedStopsNobody() throws Exception {
        TableName table = new TableName("shop", "items");
        mariadb.execute(
                "CREATE TABLE shop.items (id int PRIMARY KEY, n int, g int AS (n + 1) PERSISTENT, v int AS (n + 2)"
                        + " VIRTUAL)",
                "INSERT INTO shop.items (id, n) VALUES (1, 1)");
        MySqlConnector connector = connector("items", List.of(table), Map.of());

        rig.make(connector, look(connector));
        rig.events(connector, "items", 1);
        mariadb.execute(
                "CREATE TABLE shop.hosts (id int PRIMARY KEY, ip inet6, item int, FOREIGN KEY (item) REFERENCES"
                        + " items(id))",
                "INSERT INTO shop.hosts VALUES (1, '2001:db8::1', 1)",
                "ALTER TABLE shop.hosts ADD COLUMN four inet4",
                "INSERT INTO shop.items (id, n) VALUES (2, 2)",
                "ALTER TABLE shop.items ADD COLUMN note varchar(10)",
                "INSERT INTO shop.items (id, n, note) VALUES (3, 3, 'new')");
        List<GenericRecord> events = rig.events(connector, "items", 3);

        assertThat(events.get(0).get("after")).hasToString("{\"id\": 1, \"n\": 1, \"g\": 2, \"v\": 3}");
        assertThat(events.get(1).get("after")).hasToString("{\"id\": 2, \"n\": 2, \"g\": 3, \"v\": 4}");
        assertThat(events.get(2).get("after").toString()).contains("\"note\": \"new\"");
        mariadb.execute("ALTER TABLE shop.items ADD COLUMN ip inet6");
        assertThat(rig.failure("items")).contains("ALTER TABLE shop.items ADD COLUMN ip inet6");
        assertThat(bad(look(connector("inet", List.of(table), Map.of()))))
                .anyMatch(text -> text.contains("shop.items") && text.contains("ip") && text.contains("inet6"));
    }

    @Test
    void aTableThatIsTruncatedInTheFirstSnapshotIsNamedAndReadAgain() throws Exception {
        mariadb.execute(
                "CREATE TABLE shop.first (id int PRIMARY KEY)",
                "INSERT INTO shop.first VALUES (1)",
                "CREATE TABLE shop.second (id int PRIMARY KEY)",
                "INSERT INTO shop.second VALUES (1)");
        MySqlConnector connector = connector(
                "truncated",
                List.of(new TableName("shop", "first"), new TableName("shop", "second")),
                Map.of(
                        "snapshot.select.statement.overrides",
                        "shop.first",
                        "snapshot.select.statement.overrides.shop.first",
                        "SELECT id FROM shop.first WHERE GET_LOCK('held', 600) = 1"));

        try (Connection holder = mariadb.connect("root", "");
                Statement statement = holder.createStatement()) {
            statement.execute("SELECT GET_LOCK('held', 0)");
            rig.make(connector, look(connector));
            await().atMost(CaptureRig.PATIENCE).until(() -> waits(statement));
            mariadb.execute("TRUNCATE shop.second", "INSERT INTO shop.second VALUES (2)");
        }

        assertThat(rig.failure("truncated"))
                .contains("Snapshotting of table shop.second failed", "Table definition has changed");
        rig.rest.post("/connectors/truncated/restart?includeTasks=true");
        rig.running("truncated");
        assertThat(rig.events(connector, "second", 1))
                .extracting(e -> e.get("after").toString())
                .containsExactly("{\"id\": 2}");
    }

    /** Whether the connector's query waits for the lock. */
    private static boolean waits(Statement statement) throws SQLException {
        try (ResultSet row =
                statement.executeQuery("SELECT 1 FROM information_schema.processlist WHERE state = 'User lock'")) {
            return row.next();
        }
    }

    @Test
    void aBackFillReadsFloatsInFullBesideAYear() throws Exception {
        mariadb.execute(
                "CREATE TABLE shop.rates (id int PRIMARY KEY, rate float, born year)",
                "INSERT INTO shop.rates VALUES (1, 0.123456789, 1999), (2, 16777217, 2155)");
        MySqlConnector connector = connector(
                "rates", List.of(new TableName("shop", "rates")), Backfill.settings("rates", rig.bootstrap()));
        Look look = look(connector);
        rig.make(connector, look);
        rig.events(connector, "rates", 2);

        rig.backfill(connector);

        assertThat(rig.events(connector, "rates", 4))
                .extracting(e -> e.get("after").toString())
                .containsExactly(
                        "{\"id\": 1, \"rate\": 0.12345679, \"born\": 1999}",
                        "{\"id\": 2, \"rate\": 1.6777216E7, \"born\": 2155}",
                        "{\"id\": 1, \"rate\": 0.12345679, \"born\": 1999}",
                        "{\"id\": 2, \"rate\": 1.6777216E7, \"born\": 2155}");
        assertThat(look.findings()).noneMatch(one -> one.found().contains("six digits"));
    }

    @Test
    void renamedAndDroppedTables() throws Exception {
        for (String name : List.of("stock", "gone", "renamed", "swapped", "setting")) {
            TableName table = new TableName("shop", name);
            mariadb.execute(
                    "CREATE TABLE " + sql(table) + " (id int PRIMARY KEY, v int)",
                    "INSERT INTO " + sql(table) + " VALUES (1, 1)");
            MySqlConnector connector = connector(name, List.of(table), Map.of());
            rig.make(connector, look(connector));
            rig.events(connector, name, 1);
        }
        mariadb.execute(
                "CREATE TABLE shop.stock_new (id int PRIMARY KEY, v int)",
                "INSERT INTO shop.stock_new VALUES (1, 11)",
                "RENAME TABLE shop.stock TO shop.stock_old, shop.stock_new TO shop.stock",
                "INSERT INTO shop.stock VALUES (4, 41)",
                "CREATE TABLE shop.swapped_new (id int PRIMARY KEY, v int)",
                "RENAME TABLE shop.swapped TO shop.swapped_old, shop.swapped_new TO shop.swapped",
                "INSERT INTO shop.swapped VALUES (7, 71)",
                "RENAME TABLE shop.swapped TO shop.swapped_new, shop.swapped_old TO shop.swapped",
                "INSERT INTO shop.swapped VALUES (2, 2)",
                "DROP TABLE shop.gone",
                "ALTER TABLE shop.renamed RENAME TO shop.other");

        assertThat(rig.failure("stock"))
                .contains("table shop.stock was renamed, dropped or made again: RENAME TABLE"
                        + " shop.stock_new TO shop.stock.")
                .contains("tombolo connect remove --forget, then the same tombolo connect command");
        assertThat(rig.failure("gone"))
                .containsAnyOf("table shop.gone was renamed, dropped", "table shop.gone is gone");
        assertThat(rig.failure("renamed"))
                .containsAnyOf("table shop.renamed was renamed, dropped", "table shop.renamed is gone");
        assertThat(rig.failure("swapped"))
                .as("and back again")
                .contains("table shop.swapped was renamed, dropped or made again: RENAME TABLE");
        assertThat(rig.topics.values("acme.example.stock")).hasSize(1);
        assertThat(rig.topics.values("acme.example.swapped")).hasSize(1);
        mariadb.execute("SET GLOBAL binlog_row_image = 'MINIMAL'");
        try {
            mariadb.execute("INSERT INTO shop.setting VALUES (2, 1)");
            assertThat(rig.failure("setting")).contains("binlog_row_image is MINIMAL and must be FULL");
        } finally {
            mariadb.execute("SET GLOBAL binlog_row_image = 'FULL'");
        }
    }

    private static MySqlConnector connector(String name, List<TableName> tables, Map<String, String> more) {
        return new MySqlConnector(
                name,
                MySqlConnector.Server.MARIADB,
                mariadb.host(),
                mariadb.port(),
                "root",
                "",
                tables.stream().map(TableName::toString).toList(),
                "acme.example/${table}",
                rig.bootstrap(),
                more);
    }

    private static Look look(MySqlConnector connector) throws Exception {
        try (Connection database = mariadb.connect("root", "")) {
            return connector.look(database, false);
        }
    }

    private static List<String> bad(Look look) {
        return look.findings().stream()
                .filter(one -> one.state() == Look.Finding.State.BAD)
                .map(one -> one.subject() + ": " + one.found() + "; " + one.remedy())
                .toList();
    }

    private static String sql(TableName name) {
        return TableName.quoted(name.outer(), '`') + "." + TableName.quoted(name.name(), '`');
    }
}
