package io.tombolo.connectors.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class DateSelectsTest {

    @Test
    void quotesNamesThatAreWordsOfSql() {
        SourceTable table = new SourceTable(
                new TableName("order", "user"),
                1,
                false,
                null,
                SourceTable.Identity.FULL,
                List.of(column("id", "integer", false), column("day", "date", false), column("net", "integer", true)),
                List.of("id"));

        assertThat(DateSelects.of(List.of(table)))
                .containsEntry("snapshot.select.statement.overrides", "order.user")
                .containsEntry(
                        "snapshot.select.statement.overrides.order.user",
                        "SELECT \"id\", \"day\"::text AS \"day\" FROM \"order\".\"user\"");
    }

    private static SourceColumn column(String name, String type, boolean generated) {
        return new SourceColumn(name, type, type, SourceColumn.Kind.BASE, false, generated, false);
    }
}
