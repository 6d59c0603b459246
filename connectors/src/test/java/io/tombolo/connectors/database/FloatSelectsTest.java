package io.tombolo.connectors.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FloatSelectsTest {

    @Test
    void readsFloatsAsDoublesWhereQueriesRoundThem() {
        SourceTable sold = table("shop.sold", "id int(11)", "rate float(10,2)", "price decimal(10,2)");
        SourceTable other = table("shop.other", "id int(11)");

        Map<String, String> settings = FloatSelects.of(List.of(sold, other));

        assertThat(settings)
                .containsOnly(
                        Map.entry("driver.useServerPrepStmts", "true"),
                        Map.entry("snapshot.select.statement.overrides", "shop.sold"),
                        Map.entry(
                                "snapshot.select.statement.overrides.shop.sold",
                                "SELECT `id`, `rate` * 1e0 AS `rate`, `price` FROM `shop`.`sold`"));
        assertThat(FloatSelects.rounded(sold)).isEmpty();
    }

    @Test
    void namesFloatsThatCannotBeReadInFull() {
        SourceTable odd = table("shop.sold-2026", "id int(11)", "rate float");
        SourceTable sold = table("shop.sold", "rate float", "born year(4)");

        assertThat(FloatSelects.rounded(odd)).extracting(SourceColumn::name).containsExactly("rate");
        assertThat(FloatSelects.of(List.of(odd, sold)))
                .containsOnlyKeys(
                        "snapshot.select.statement.overrides", "snapshot.select.statement.overrides.shop.sold");
        assertThat(FloatSelects.roundedInBackfill(odd, List.of(odd, sold)))
                .extracting(SourceColumn::name)
                .containsExactly("rate");
        assertThat(FloatSelects.roundedInBackfill(odd, List.of(odd))).isEmpty();
    }

    private static SourceTable table(String name, String... columns) {
        List<SourceColumn> all = Stream.of(columns)
                .map(column -> {
                    String type = column.substring(column.indexOf(' ') + 1);
                    String bare = column.substring(0, column.indexOf(' '));
                    return new SourceColumn(bare, type, type, SourceColumn.Kind.BASE, true, false, false);
                })
                .toList();
        return new SourceTable(TableName.parse(name), 0, false, null, SourceTable.Identity.FULL, all, List.of());
    }
}
