package io.tombolo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.Json;
import io.tombolo.connectors.database.MariaDbServer;
import io.tombolo.connectors.database.PostgresServer;
import io.tombolo.schemas.contract.RejectedInput;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Databases of the kinds that other tools were reported to capture wrongly: the value arrives as it was, or is refused by name. */
final class DatabaseCasesIT {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final List<String> TOASTED = List.of(
            "uuid",
            "int",
            "smallint",
            "bigint",
            "text",
            "json",
            "numeric",
            "double",
            "bytea",
            "ts",
            "date",
            "bool",
            "inet",
            "jsonb",
            "hstore",
            "num",
            "xml",
            "varbit");
    private static final List<String> NAMED =
            List.of("orders.2026", "order$archive", "orders(old)", "sum+1", "Odd Name", "größe");

    @TempDir
    Path temp = Path.of("unset");

    @Test
    void postgresql() throws Exception {
        Path installed = PostgresServer.installation().orElse(null);
        Assumptions.assumeTrue(
                installed != null,
                "no PostgreSQL under /usr/lib/postgresql: apt-get install postgresql makes this test run");
        try (PostgresServer postgres = PostgresServer.start(installed, "wal_level=logical");
                Cases cases = Cases.start(temp)) {
            for (String name : List.of(
                    "20-toasted-arrays",
                    "21-columns-that-vanish",
                    "22-generated-columns",
                    "23-negative-scale",
                    "24-times",
                    "25-partitioned",
                    "26-table-names",
                    "27-column-names",
                    "29-recreated",
                    "62-large-row",
                    "63-tables-that-meet")) {
                postgres.execute(Cases.text(name + ".sql"));
            }
            String url = "postgresql://postgres@127.0.0.1:" + postgres.port() + "/postgres";
            List<String> tables = new ArrayList<>(
                    List.of("vanish", "generated", "negative_scale", "times", "measured", "odd_columns", "scans"));
            tables.addAll(NAMED);
            TOASTED.forEach(type -> tables.add("toast_" + type));

            Shell.Said meeting = connect(cases, url, "meeting", "public.meeting_columns");
            Shell.Said cased = connect(cases, url, "cased", "public.clients", "public.Clients");
            Shell.Said twice = connect(cases, url, "twice", "public.bills", "archive.bills");
            Shell.Said many = connect(
                    cases,
                    url,
                    "many",
                    tables.stream().map(table -> "public." + table).toArray(String[]::new));
            Shell.Said stock = connect(cases, url, "stock", "public.stock");
            Shell.Said ofATable = cases.publish("stock", "version", cases.file("of-a-table", "06-versions.csv"));
            cases.publish("clients", "version", cases.file("of-files", "06-versions.csv"));
            Shell.Said ofFiles = connect(cases, url, "of-files", "public.Clients");

            refusedByName(meeting, "ABC$1", "ABC#1", "--rename");
            refusedByName(cased, "clients", "Clients");
            refusedByName(twice, "public.bills", "archive.bills");
            refusedByName(ofATable, "dataset acme.example/stock is that of table public.stock");
            refusedByName(ofFiles, "dataset acme.example/clients is that of files already", "--rename");
            assertThat(many.exitCode()).as(many.out() + many.err()).isZero();
            assertThat(many.out()).contains(tables).doesNotContain("ordersX2026");
            assertThat(stock.exitCode()).as(stock.out() + stock.err()).isZero();
            await().atMost(PATIENCE)
                    .until(() -> cases.events("scans").size() >= 2
                            && cases.events("times").size()
                                            + refused(cases, "times").size()
                                    >= 9
                            && cases.events("stock").size() == 2);

            postgres.execute(Cases.text("20-toasted-arrays-rows.sql"));
            postgres.execute(Cases.text("20-toasted-arrays-updates.sql"));
            for (String name :
                    List.of("21-columns-that-vanish", "22-generated-columns", "24-times", "25-partitioned")) {
                postgres.execute(Cases.text(name + "-streamed.sql"));
            }
            postgres.execute("UPDATE scans SET n = 2 WHERE id = 1", "UPDATE scans SET n = 2 WHERE id = 2");
            postgres.execute(Cases.text("29-recreated-swap.sql"));
            await().atMost(PATIENCE).until(() -> cases.events("scans").size() >= 3);

            toastedValuesAreRefused(cases);
            noColumnVanishes(cases);
            generatedColumnsAreNamed(cases, many);
            assertThat(cases.rows("negative_scale")).containsExactly("id=1 v=12300");
            streamedIsAsSnapshotted(cases);
            assertThat(cases.events("measured").stream().map(DatabaseCasesIT::told))
                    .containsExactlyInAnyOrder(
                            "SNAPSHOT 1 10", "SNAPSHOT 2 20", "CREATE 3 30", "CREATE 4 40", "UPDATE 1 11");
            namedTablesOnly(cases);
            assertThat(cases.rows("odd_columns").get(0).split(" (?=[^ =]+=)", -1))
                    .hasSize(10);
            assertThat(cases.events("scans").stream()
                            .map(event -> event.path("op").asText()))
                    .containsExactly("SNAPSHOT", "SNAPSHOT", "UPDATE");
            assertThat(refused(cases, "scans")).containsExactly("TOO_LONG");
            aSwappedTableIsReported(cases);
        }
    }

    @Test
    void mariaDb() throws Exception {
        Path installed = MariaDbServer.installation().orElse(null);
        Assumptions.assumeTrue(
                installed != null, "no mariadbd here: apt-get install mariadb-server makes this test run");
        MariaDbPlugin.into(temp.resolve("data"));
        try (MariaDbServer mariaDb = MariaDbServer.start(
                        installed,
                        "--log-bin=binlog",
                        "--binlog-format=ROW",
                        "--binlog-row-image=FULL",
                        "--server-id=7");
                Cases cases = Cases.start(temp)) {
            mariaDb.execute(
                    "CREATE DATABASE shop",
                    "CREATE TABLE shop.orders (id int PRIMARY KEY, v int)",
                    "INSERT INTO shop.orders VALUES (1, 1)");
            Shell.Said said =
                    connect(cases, "mariadb://root@127.0.0.1:" + mariaDb.port() + "/shop", "shop", "shop.orders");
            assertThat(said.exitCode()).as(said.out() + said.err()).isZero();
            await().atMost(PATIENCE).until(() -> cases.events("orders").size() == 1);

            // The USE of the file names the database of its connection.
            mariaDb.execute(Cases.text("60-mariadb-inet6.sql")
                    .lines()
                    .filter(line -> !line.startsWith("--"))
                    .flatMap(line -> Arrays.stream(line.split(";", -1)))
                    .map(String::strip)
                    .filter(statement -> !statement.isEmpty())
                    .toArray(String[]::new));
            mariaDb.execute("UPDATE shop.orders SET v = 2", "INSERT INTO shop.orders VALUES (2, 3)");

            await().atMost(PATIENCE).until(() -> cases.events("orders").size() == 3);
            assertThat(state(cases, "shop").path("state").asText()).isEqualTo("running");
        }
    }

    private static void toastedValuesAreRefused(Cases cases) throws IOException {
        for (String type : TOASTED) {
            String dataset = "toast_" + type;
            assertThat(cases.events(dataset).stream()
                            .map(event -> event.path("op").asText()))
                    .as(dataset)
                    .containsExactly("CREATE");
            assertThat(refused(cases, dataset)).as(dataset).containsExactly("UNAVAILABLE_VALUE");
        }
    }

    private static void noColumnVanishes(Cases cases) throws IOException {
        List<JsonNode> events = cases.events("vanish");

        assertThat(events).hasSize(3);
        for (JsonNode event : events) {
            assertThat(event.path("after").properties())
                    .hasSize(17)
                    .noneMatch(column -> column.getValue().isNull());
        }
        assertThat(without(events.get(1).path("after"), "id", "kept"))
                .isEqualTo(without(events.get(0).path("after"), "id", "kept"));
        assertThat(events.get(2).path("after").path("home").asText()).isEqualTo("(\"Main 2\",00100)");
    }

    private static void generatedColumnsAreNamed(Cases cases, Shell.Said connect) throws IOException {
        assertThat(connect.out() + connect.err()).contains("gross", "label");
        List<TreeSet<String>> columns = cases.events("generated").stream()
                .map(event -> event.path("after").properties().stream()
                        .map(java.util.Map.Entry::getKey)
                        .collect(Collectors.toCollection(TreeSet::new)))
                .toList();
        assertThat(columns).hasSize(3).containsOnly(columns.get(0));
    }

    private static void streamedIsAsSnapshotted(Cases cases) throws IOException {
        List<String> snapshot = new ArrayList<>();
        List<String> streamed = new ArrayList<>();
        for (JsonNode event : cases.events("times")) {
            JsonNode row = event.path("after");
            (row.path("id").asInt() < 100 ? snapshot : streamed)
                    .add(row.path("id").asInt() % 100 + " " + without(row, "id", "note"));
        }

        assertThat(streamed).containsExactlyElementsOf(snapshot);
        assertThat(refused(cases, "times")).hasSize(2 * (9 - snapshot.size())).containsOnly("BAD_VALUE");
        // Days before 1970: BC and the days that Rome's calendar skipped.
        assertThat(snapshot).anyMatch(row -> row.contains("-1446320") || row.contains("-1990-02-10"));
        assertThat(snapshot).anyMatch(row -> row.contains("-141432") || row.contains("1582-10-10"));
    }

    private static void namedTablesOnly(Cases cases) throws IOException {
        Shell.Said listed =
                Shell.run("datasets", "--json", "--server", cases.endpoints().api());
        List<String> datasets = new ArrayList<>();
        Json.MAPPER
                .readTree(listed.out())
                .path("datasets")
                .forEach(one -> datasets.add(one.path("dataset").asText()));

        assertThat(datasets).noneMatch(dataset -> dataset.contains("X2026"));
        List<String> texts = new ArrayList<>();
        for (String dataset : datasets) {
            if (dataset.startsWith(Cases.ORGANISATION + "/")) {
                texts.addAll(cases.rows(dataset.substring(Cases.ORGANISATION.length() + 1)));
            }
        }
        assertThat(texts)
                .contains(
                        "id=1 v=dot",
                        "id=1 v=dollar",
                        "id=1 v=parentheses",
                        "id=1 v=plus",
                        "id=1 v=space",
                        "id=1 v=umlaut")
                .noneMatch(text -> text.contains("SECRET"));
    }

    private static void aSwappedTableIsReported(Cases cases) {
        await().atMost(PATIENCE)
                .until(() -> state(cases, "stock").path("state").asText().equals("failed"));
        assertThat(Shell.run(
                                "connect",
                                "status",
                                "stock",
                                "--data",
                                cases.data().toString())
                        .out())
                .contains("public.stock");
    }

    private static JsonNode state(Cases cases, String name) throws IOException {
        return Json.MAPPER.readTree(Shell.run(
                        "connect",
                        "status",
                        name,
                        "--json",
                        "--data",
                        cases.data().toString())
                .out());
    }

    private static List<String> refused(Cases cases, String dataset) throws IOException {
        return cases.refused(dataset).stream().map(RejectedInput::reason).toList();
    }

    private static String told(JsonNode event) {
        JsonNode row = event.path("after");
        return event.path("op").asText() + " " + row.path("id").asText() + " "
                + row.path("v").asText();
    }

    private static String without(JsonNode row, String... columns) {
        return row.properties().stream()
                .filter(column -> !List.of(columns).contains(column.getKey()))
                .map(column -> column.getKey() + "=" + column.getValue())
                .collect(Collectors.joining(" "));
    }

    private static void refusedByName(Shell.Said said, String... names) {
        assertThat(said.exitCode()).isEqualTo(2);
        assertThat(said.out() + said.err()).contains(names);
    }

    private static Shell.Said connect(Cases cases, String url, String name, String... tables) {
        String kind = url.startsWith("postgresql") ? "postgres" : "mysql";
        return Shell.run(Stream.concat(
                        Stream.of(
                                "connect",
                                kind,
                                "--data",
                                cases.data().toString(),
                                "--url",
                                url,
                                "--organisation",
                                Cases.ORGANISATION,
                                "--name",
                                name),
                        Arrays.stream(tables).flatMap(table -> Stream.of("--tables", table)))
                .toArray(String[]::new));
    }
}
