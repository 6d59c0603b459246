package io.tombolo.connectors.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.debezium.config.Configuration;
import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.relational.Column;
import io.debezium.relational.Key;
import io.debezium.relational.Table;
import io.debezium.relational.TableId;
import io.debezium.relational.Tables;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Names that mean something else to a regular expression or a list, against Debezium's own reading of its settings. */
class DebeziumNamesTest {

    private static final List<String> ODD = List.of(
            "orders",
            "Orders",
            "ORDERS",
            "orders.2026",
            "ordersX2026",
            "order$archive",
            "orders(old)",
            "sum+1",
            "sumsum1",
            "Odd Name",
            " odd ",
            "größe",
            "GRÖSSE",
            "日本",
            "a,b",
            "a",
            "b",
            "a:b",
            "a;b",
            "back\\slash",
            "back\\",
            "\\Qa\\E",
            "it's",
            "\"quoted\"",
            "`back`",
            "[x]",
            "x{2}",
            "xx",
            "a|b",
            ".*",
            "^a$",
            "%",
            "_",
            "a-b",
            "😀",
            "tab\tname",
            "line\nname");

    @Test
    void debeziumSharesExactlyTheNamedTables() {
        List<TableName> all = all();
        for (TableName one : all) {
            Tables.TableFilter filter = config(Map.of("table.include.list", DebeziumNames.tables(List.of(one))))
                    .getTableFilters()
                    .dataCollectionFilter();

            assertThat(all)
                    .as(one.toString())
                    .filteredOn(other -> filter.isIncluded(id(other)))
                    .containsExactly(one);
        }
        Tables.TableFilter filter = config(Map.of("table.include.list", DebeziumNames.tables(all)))
                .getTableFilters()
                .dataCollectionFilter();
        assertThat(all).allMatch(one -> filter.isIncluded(id(one)));
    }

    @Test
    void debeziumMakesKeysOfExactlyTheNamedColumns() {
        TableName table = new TableName("eu", "a;b:c,d");
        // Debezium has no tables whose columns differ by case only; the check refuses them.
        List<String> names = ODD.stream()
                .filter(name -> !List.of("Orders", "ORDERS", "GRÖSSE").contains(name))
                .toList();
        List<Column> columns = new ArrayList<>();
        names.forEach(name -> columns.add(Column.editor()
                .name(name)
                .type("int4")
                .position(columns.size() + 1)
                .create()));
        Table found = Table.editor().tableId(id(table)).addColumns(columns).create();
        for (String column : names) {
            PostgresConnectorConfig config =
                    config(Map.of("message.key.columns", DebeziumNames.keys(Map.of(table, List.of(column)))));
            Key.KeyMapper keys = config.getKeyMapper();

            assertThat(keys.getKeyKolumns(found)).extracting(Column::name).containsExactly(column);
        }
        Map<TableName, List<String>> many = new LinkedHashMap<>();
        all().stream().filter(one -> !one.equals(table)).forEach(one -> many.put(one, names));
        assertThat(config(Map.of("message.key.columns", DebeziumNames.keys(many)))
                        .getKeyMapper()
                        .getKeyKolumns(found))
                .isEmpty();
        many.put(table, names);
        assertThat(config(Map.of("message.key.columns", DebeziumNames.keys(many)))
                        .getKeyMapper()
                        .getKeyKolumns(found))
                .extracting(Column::name)
                .containsExactlyElementsOf(names);
    }

    @Test
    void debeziumLeavesOutExactlyTheNamedColumns() {
        TableName table = new TableName("public", "orders.2026");
        for (String column : ODD) {
            Tables.ColumnNameFilter filter = config(Map.of("column.exclude.list", DebeziumNames.column(table, column)))
                    .getColumnFilter();

            assertThat(ODD)
                    .filteredOn(other -> !filter.matches(null, table.outer(), table.name(), other))
                    .containsExactly(column);
            assertThat(filter.matches(null, "public", "ordersX2026", column)).isTrue();
        }
    }

    @Test
    void readsTheTablesBackFromASetting() {
        List<TableName> all = all();

        assertThat(DebeziumNames.read(DebeziumNames.tables(all))).isEqualTo(all);
        assertThat(DebeziumNames.read("public.orders, shop\\.items"))
                .extracting(TableName::toString)
                .containsExactly("public.orders", "shop.items");
        assertThat(DebeziumNames.read("")).isEmpty();
    }

    @Test
    void readsNamesAsUsersWriteThem() {
        assertThat(TableName.parse("public.orders.2026")).isEqualTo(new TableName("public", "orders.2026"));
        assertThat(TableName.parse("\"eu.west\".orders.2026")).isEqualTo(new TableName("eu.west", "orders.2026"));
        assertThat(TableName.parse("`eu.west`.`a``b`")).isEqualTo(new TableName("eu.west", "a`b"));
        assertThat(TableName.parse("public.\"a\"\"b\"")).isEqualTo(new TableName("public", "a\"b"));
        assertThat(TableName.parse("public.Odd \"Name\"")).isEqualTo(new TableName("public", "Odd \"Name\""));
        for (TableName one : all()) {
            assertThat(TableName.parse(one.toString())).isEqualTo(one);
        }
        for (String bad : List.of("orders", ".orders", "public.", "\"public.orders", "public.\"orders", "\"a\"b.c")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> TableName.parse(bad))
                    .withMessageStartingWith("table " + bad + ": must be schema.table");
        }
    }

    private static List<TableName> all() {
        List<TableName> all = new ArrayList<>();
        for (String outer : List.of("public", "PUBLIC", "eu.west", "euXwest", "a,b")) {
            ODD.forEach(name -> all.add(new TableName(outer, name)));
        }
        return all;
    }

    private static TableId id(TableName table) {
        return new TableId(null, table.outer(), table.name());
    }

    private static PostgresConnectorConfig config(Map<String, String> settings) {
        return new PostgresConnectorConfig(
                Configuration.from(settings).edit().with("topic.prefix", "x").build());
    }
}
