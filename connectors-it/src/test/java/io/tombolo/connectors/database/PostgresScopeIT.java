package io.tombolo.connectors.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.schemas.contract.Topics;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which tables, columns and changes of PostgreSQL are shared: exactly those that were named, all of them, or a refusal by name. */
class PostgresScopeIT {

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
            "a\"b",
            "c:d;e",
            "日本",
            "[x]",
            "100%",
            "UPPER");

    @Test
    void tablesWithAnyNameAreSharedAndNoOthers() throws Exception {
        postgres.execute(
                "CREATE TABLE \"ordersX2026\" (id int PRIMARY KEY, v text)",
                "INSERT INTO \"ordersX2026\" VALUES (1, 's')");
        postgres.execute("CREATE TABLE upper (id int PRIMARY KEY, v text)", "INSERT INTO upper VALUES (1, 's')");
        postgres.execute("CREATE TABLE sumsum1 (id int PRIMARY KEY, v text)", "INSERT INTO sumsum1 VALUES (1, 's')");
        for (String name : ODD) {
            String table = TableName.quoted(name, '"');
            postgres.execute(
                    "CREATE TABLE " + table + " (id int PRIMARY KEY, v text)",
                    "ALTER TABLE " + table + " REPLICA IDENTITY FULL",
                    "INSERT INTO " + table + " VALUES (1, 'there')");
        }
        List<TableName> names =
                ODD.stream().map(name -> new TableName("public", name)).toList();
        Map<String, String> more = new LinkedHashMap<>(Backfill.settings("odd", rig.bootstrap()));
        more.putAll(Renames.settings(
                List.of("public.a\\,b:t1", "public.日本:t2", "public.[x]:t3"),
                names.stream().map(TableName::toString).toList()));
        PostgresConnector connector = connector("odd", names, more);

        rig.make(connector, look(connector));
        for (TableName name : names) {
            rig.events(connector, connector.dataset(name).name(), 1);
        }
        for (TableName name : names) {
            postgres.execute("INSERT INTO " + name.inSql('"') + " VALUES (2, 'new')");
        }
        for (TableName name : names) {
            List<GenericRecord> events =
                    rig.events(connector, connector.dataset(name).name(), 2);
            assertThat(events).extracting(e -> e.get("op").toString()).containsExactly("SNAPSHOT", "CREATE");
            assertThat(((GenericRecord) events.get(1).get("source")).get("object"))
                    .hasToString(name.dotted());
        }
        rig.backfill(connector);
        for (TableName name : names) {
            assertThat(rig.events(connector, connector.dataset(name).name(), 4))
                    .as(name.toString())
                    .extracting(e -> e.get("op").toString())
                    .containsExactly("SNAPSHOT", "CREATE", "SNAPSHOT", "SNAPSHOT");
        }
        assertThat(List.of("ordersx2026", "upper", "sumsum1"))
                .noneMatch(other -> rig.topics.exists("acme.example." + other) && !other.equals("upper"));
        assertThat(rig.topics.records(Topics.REJECTED)).isEmpty();
    }

    @Test
    void aPartitionedTableIsSharedWithAllItsPartitions() throws Exception {
        postgres.execute(
                "CREATE TABLE measured (id int, at date NOT NULL, v int, PRIMARY KEY (id, at)) PARTITION BY RANGE (at)",
                "CREATE TABLE measured_2026 PARTITION OF measured FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
                "ALTER TABLE measured_2026 REPLICA IDENTITY FULL",
                "ALTER TABLE measured REPLICA IDENTITY FULL",
                "INSERT INTO measured VALUES (1, '2026-05-01', 10)");
        TableName table = new TableName("public", "measured");
        PostgresConnector connector = connector("parts", List.of(table), Map.of());

        rig.make(connector, look(connector));
        rig.events(connector, "measured", 1);
        postgres.execute(
                "INSERT INTO measured VALUES (3, '2026-06-01', 30)",
                "UPDATE measured SET v = 11 WHERE id = 1",
                "CREATE TABLE measured_2027 (id int, at date NOT NULL, v int, PRIMARY KEY (id, at)) PARTITION BY RANGE"
                        + " (at)",
                "ALTER TABLE measured ATTACH PARTITION measured_2027 FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')",
                "CREATE TABLE measured_2027_1 PARTITION OF measured_2027 FOR VALUES FROM ('2027-01-01') TO"
                        + " ('2027-07-01')",
                "ALTER TABLE measured_2027_1 REPLICA IDENTITY FULL",
                "INSERT INTO measured VALUES (4, '2027-06-01', 40)",
                "UPDATE measured SET at = '2027-02-01' WHERE id = 1",
                "DELETE FROM measured_2027_1 WHERE id = 4");

        assertThat(rig.events(connector, "measured", 7))
                .extracting(e -> e.get("op").toString())
                .containsExactly("SNAPSHOT", "CREATE", "UPDATE", "CREATE", "DELETE", "CREATE", "DELETE");
        assertThat(rig.events(connector, "measured", 7))
                .extracting(e -> ((GenericRecord) e.get("source")).get("object").toString())
                .containsOnly("public.measured");
        postgres.execute("CREATE PUBLICATION tombolo_byhand FOR TABLE measured");
        assertThat(bad(look(connector("byhand", List.of(table), Map.of()))))
                .containsExactly(
                        "publication tombolo_byhand: publishes the changes of public.measured under the names of its"
                                + " partitions; ALTER PUBLICATION tombolo_byhand SET (publish_via_partition_root = true);"
                                + " ALTER PUBLICATION tombolo_byhand ADD TABLE public.measured; if it is not in it");
        assertThat(bad(look(connector("both", List.of(table, new TableName("public", "measured_2026")), Map.of()))))
                .containsExactly(
                        "table public.measured_2026: is a partition of public.measured, which is shared too: its"
                                + " changes come with that table's; leave it out of --tables");
    }

    @Test
    void columnsWithAnyNameAreSharedUnderNamesOfTheirOwn() throws Exception {
        postgres.execute(
                "CREATE TABLE odd_columns (id int PRIMARY KEY, \"row.values\" text, \"from\" text, \"Flight No.\" text,"
                        + " \"größe\" text, \"2nd\" text, \"a-b\" text, \"UPPER\" text, \"日本\" text, \"c,d\" text,"
                        + " \"it''s\" text, \"ABC$1\" text, \"ABC#1\" text, net numeric(10,2), gross numeric(10,2)"
                        + " GENERATED ALWAYS AS (net * 2) STORED)",
                "ALTER TABLE odd_columns REPLICA IDENTITY FULL",
                "INSERT INTO odd_columns VALUES (1, 'dot', 'from', 'space', 'umlaut', 'digit', 'dash', 'upper', 'ja',"
                        + " 'comma', 'quote', 'dollar', 'hash', 1)");
        TableName table = new TableName("public", "odd_columns");
        Map<String, String> more = new LinkedHashMap<>(Renames.settings(
                List.of("ABC#1:hash", "odd_columns.日本:japan", "id:ident"), List.of("public.odd_columns")));
        more.put("transforms.change.fields.exclude", "c\\,d");
        more.put("transforms.change.fields.mask", "odd_columns.row.values");
        PostgresConnector connector = connector("columns", List.of(table), more);

        Look look = look(connector);
        rig.make(connector, look);
        rig.events(connector, "odd_columns", 1);
        postgres.execute("INSERT INTO odd_columns (id, \"ABC#1\", net) VALUES (2, 'h2', 3)");
        List<GenericRecord> events = rig.events(connector, "odd_columns", 2);

        List<String> fields = ((GenericRecord) events.get(0).get("after"))
                .getSchema().getFields().stream().map(f -> f.name()).toList();
        assertThat(fields)
                .containsExactlyElementsOf(look.tables().get(0).columns().stream()
                        .filter(Look.Column::shared)
                        .map(Look.Column::field)
                        .filter(field -> !field.equals("c_d"))
                        .toList())
                .contains("ident", "hash", "japan", "ABC_1", "_2nd", "Flight_No_")
                .doesNotContain("gross");
        assertThat(events.get(0).get("after").toString())
                .contains("\"hash\": \"hash\"")
                .doesNotContain("dot");
        assertThat(((GenericRecord) events.get(1).get("after")).getSchema().getFields())
                .hasSameSizeAs(fields);
        assertThat(bad(look(connector("meeting", List.of(table), Map.of()))))
                .containsExactly(
                        "table public.odd_columns: columns ABC$1 and ABC#1 would both become the field ABC_1, in Avro's"
                                + " letters; give one another name with --rename 'COLUMN:NEW'");
        assertThat(look.findings())
                .filteredOn(one -> one.state() == Look.Finding.State.WARNING)
                .extracting(Look.Finding::found)
                .containsExactly("generated columns are not in PostgreSQL's log and are not shared: gross");
        postgres.execute("CREATE TABLE twins (id int PRIMARY KEY, a int, \"A\" int)");
        assertThat(bad(look(connector("twins", List.of(new TableName("public", "twins")), Map.of()))))
                .containsExactly(
                        "table public.twins: columns a and A differ in upper and lower case only, which Debezium can't"
                                + " distinguish; rename one of them in the database");
    }

    @Test
    void theListOfColumnsAgreesWithTheEvents() throws Exception {
        postgres.execute(
                "CREATE TYPE mood AS ENUM ('sad')",
                "CREATE DOMAIN price AS numeric(10,2)",
                "CREATE TYPE pair AS (a int, b text)",
                "CREATE TABLE typed (id int PRIMARY KEY, a smallint, b bigint, c real, d double precision, e boolean,"
                        + " f numeric(10,2), g numeric, h numeric(5,-2), i money, j text, k varchar(20), l char(5), m"
                        + " bytea, n bit(1), o bit(3), p bit varying, q uuid, r json, s jsonb, t xml, u inet, v date, w"
                        + " timestamp, x timestamp(3), y timestamptz, z time, aa time(3), ab timetz, ac interval, ad"
                        + " point, ae box, af int4range, ag int4multirange, ah mood, ai mood[], aj price, ak pair, al"
                        + " int[], am numeric(10,2)[], an text[], ao uuid[], ap date[], aq oid, ar timestamp[], as_"
                        + " jsonb[], at bytea[], au price[], av circle, aw line, ax interval[], ay numeric(20), az"
                        + " money[], ba timestamptz[], bb time[])",
                "ALTER TABLE typed REPLICA IDENTITY FULL",
                "INSERT INTO typed (id) VALUES (1)");
        PostgresConnector connector = connector("typed", List.of(new TableName("public", "typed")), Map.of());
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
    void tablesThatMeetInOneDatasetAreRefusedOrRenamed() throws Exception {
        postgres.execute(
                "CREATE TABLE clients (id int PRIMARY KEY)",
                "CREATE TABLE \"Clients\" (id int PRIMARY KEY)",
                "CREATE TABLE \"clients!\" (id int PRIMARY KEY)",
                "CREATE SCHEMA archive",
                "CREATE TABLE archive.clients (id int PRIMARY KEY)",
                "INSERT INTO clients VALUES (1)",
                "INSERT INTO \"Clients\" VALUES (2)");
        List<TableName> three = List.of(
                new TableName("public", "clients"),
                new TableName("public", "Clients"),
                new TableName("archive", "clients"));
        List<TableName> two = three.subList(0, 2);
        Map<String, String> rename = Renames.settings(
                List.of("public.Clients:upper_clients"),
                two.stream().map(TableName::toString).toList());

        assertThat(bad(look(connector("meet", three, Map.of()))))
                .containsExactly(
                        "dataset acme.example/clients: public.clients and public.Clients and archive.clients would"
                                + " both become it; give one another name with --rename 'archive.clients:NAME', or write"
                                + " ${schema}-${table} in --dataset (${database} of MySQL and MariaDB)");
        PostgresConnector connector = connector("renamed", two, rename);
        rig.make(connector, look(connector));

        assertThat(rig.events(connector, "clients", 1))
                .extracting(e -> e.get("after").toString())
                .containsExactly("{\"id\": 1}");
        assertThat(rig.events(connector, "upper_clients", 1))
                .extracting(e -> e.get("after").toString())
                .containsExactly("{\"id\": 2}");
    }

    @Test
    void aTableWithoutAKeyIsSharedWithTheColumnsThatAreNamed() throws Exception {
        postgres.execute(
                "CREATE TABLE \"log:1\" (\"at,\" int NOT NULL, line int NOT NULL, v text)",
                "INSERT INTO \"log:1\" VALUES (1, 1, 'a')");
        TableName table = new TableName("public", "log:1");
        Map<String, String> keys =
                Map.of("message.key.columns", DebeziumNames.keys(Map.of(table, List.of("at,", "line"))));
        PostgresConnector connector =
                connector("keyless", List.of(table), with(Backfill.settings("keyless", rig.bootstrap()), keys));

        assertThat(bad(look(connector("nokey", List.of(table), Map.of()))))
                .contains("table public.log:1: has no primary key; ALTER TABLE public.\"log:1\" ADD PRIMARY KEY (…); or"
                        + " name the columns that make a key: --key 'public.log\\:1:COLUMN,…'");
        assertThat(bad(look(connector)))
                .containsExactly(
                        "table public.log:1: its log holds no row before a change, so that the key at,, line of a"
                                + " deleted row is not known; ALTER TABLE public.\"log:1\" REPLICA IDENTITY FULL;");
        postgres.execute("ALTER TABLE \"log:1\" REPLICA IDENTITY FULL");
        rig.make(connector, look(connector));
        rig.events(connector, "log_1", 1);
        postgres.execute(
                "INSERT INTO \"log:1\" VALUES (1, 2, 'b')",
                "UPDATE \"log:1\" SET v = 'c' WHERE line = 2",
                "DELETE FROM \"log:1\" WHERE line = 2");
        rig.events(connector, "log_1", 4);
        rig.backfill(connector);
        List<GenericRecord> events = rig.events(connector, "log_1", 5);

        assertThat(events)
                .extracting(e -> e.get("op").toString())
                .containsExactly("SNAPSHOT", "CREATE", "UPDATE", "DELETE", "SNAPSHOT");
        assertThat(rig.topics.records("acme.example.log_1")).allMatch(r -> r.key() != null);
    }

    @Test
    void aSettingThatSharesMoreOrLessThanNamedIsRefused() throws Exception {
        postgres.execute("CREATE TABLE one (id int PRIMARY KEY)", "CREATE TABLE one_two (id int PRIMARY KEY)");
        TableName table = new TableName("public", "one");

        assertThat(bad(look(connector("more", List.of(table), Map.of("table.include.list", "public.one.*")))))
                .containsExactly(
                        "table public.one_two: would be shared although it was not named; remove table.include.list from"
                                + " --set, and name every table with --tables");
        assertThat(bad(look(connector("less", List.of(table), Map.of("schema.include.list", "shop")))))
                .containsExactly("table public.one: is named, but the connector's filters leave it out; remove"
                        + " table.include.list, table.exclude.list and their like from --set");
        assertThat(bad(look(connector("key", List.of(table), Map.of("message.key.columns", "public.one:ident")))))
                .containsExactly("key public.one:ident (ident): no shared table has such a column; name it with --key"
                        + " 'TABLE:COLUMN,…', in the database's own upper and lower case");
        assertThat(bad(look(connector("silent", List.of(table), Map.of("errors.tolerance", "all")))))
                .containsExactly(
                        "errors.tolerance: all: a change that fails would be lost and nothing would say so; remove"
                                + " errors.tolerance from --set");
        assertThat(bad(look(connector("none", List.of(new TableName("public", "ONE")), Map.of()))))
                .contains("table public.ONE: there is no such table; there is public.one: write it so");
        postgres.execute("CREATE PUBLICATION tombolo_wide FOR TABLE one, one_two");
        assertThat(bad(look(connector("wide", List.of(table), Map.of())))).isEmpty();
        postgres.execute("CREATE PUBLICATION tombolo_all FOR ALL TABLES WITH (publish_via_partition_root = true)");
        assertThat(bad(look(connector("all", List.of(table), Map.of()))))
                .singleElement()
                .asString()
                .contains("has further tables");
        assertThat(bad(look(connector("all", List.of(table), Map.of("publication.autocreate.mode", "disabled")))))
                .isEmpty();
        postgres.execute("CREATE ROLE other LOGIN REPLICATION", "GRANT SELECT ON one TO other");
        assertThat(bad(look(connector("wide", List.of(table), Map.of()), "other")))
                .containsExactly("publication tombolo_wide: has further tables, which Debezium would take out of it:"
                        + " public.one_two; --set publication.autocreate.mode=disabled leaves it as it is; or use a"
                        + " publication for the shared tables only");
        postgres.execute("DROP PUBLICATION tombolo_all");
        postgres.execute(
                "CREATE PUBLICATION tombolo_gaps FOR TABLE one (id) WHERE (id > 1) WITH (publish = 'insert,update')",
                "ALTER TABLE one ADD COLUMN v text");
        assertThat(bad(look(connector("gaps", List.of(table), Map.of()))))
                .containsExactly(
                        "publication tombolo_gaps: does not publish delete, truncate; ALTER PUBLICATION tombolo_gaps"
                                + " SET (publish = 'insert, update, delete, truncate');",
                        "publication tombolo_gaps: publishes only the rows of public.one that meet (id > 1); take the"
                                + " table out of the publication and add it without WHERE",
                        "publication tombolo_gaps: does not publish the columns v of public.one; take the table out of"
                                + " the publication and add it without a list of columns");
    }

    private static Map<String, String> with(Map<String, String> settings, Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(settings);
        all.putAll(more);
        return all;
    }

    private static List<String> bad(Look look) {
        return look.findings().stream()
                .filter(one -> one.state() == Look.Finding.State.BAD)
                .map(one -> one.subject() + ": " + one.found() + "; " + one.remedy())
                .toList();
    }

    private static PostgresConnector connector(String name, List<TableName> tables, Map<String, String> more) {
        return new PostgresConnector(
                name,
                postgres.host(),
                postgres.port(),
                "postgres",
                "postgres",
                "",
                tables.stream().map(TableName::toString).toList(),
                "acme.example/${table}",
                more);
    }

    private static Look look(PostgresConnector connector) throws Exception {
        return look(connector, "postgres");
    }

    private static Look look(PostgresConnector connector, String role) throws Exception {
        try (Connection database = postgres.connect(role)) {
            return connector.look(database, false);
        }
    }
}
