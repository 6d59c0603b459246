package io.tombolo.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.connectors.database.TableName;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SharedFieldsTest {
    private static final TableName ORDERS = new TableName("public", "orders");
    private static final TableName PARTS = new TableName("public", "parts");
    private static final String RULE = "transforms.change.fields.";

    @Test
    void saysWhyAValueIsNotInTheFeed() {
        SharedFields fields = SharedFields.of(Map.of(
                RULE + "exclude",
                "secret, orders.note",
                RULE + "mask",
                "card,doc.name",
                RULE + "protect",
                "iban:billing"));

        assertThat(fields.withheld(ORDERS, "id")).isEmpty();
        assertThat(fields.withheld(ORDERS, "secret")).contains("kept back");
        assertThat(fields.withheld(ORDERS, "note")).contains("kept back");
        assertThat(fields.withheld(PARTS, "note")).isEmpty();
        assertThat(fields.withheld(ORDERS, "card")).contains("masked");
        assertThat(fields.withheld(ORDERS, "iban")).contains("protected");
        assertThat(fields.withheld(ORDERS, "doc")).contains("parts of it are kept back or masked");
    }

    @Test
    void knowsThatOnlySomeFieldsLeave() {
        SharedFields fields = SharedFields.of(Map.of(RULE + "include", "id,orders.doc.name"));

        assertThat(fields.withheld(ORDERS, "id")).isEmpty();
        assertThat(fields.withheld(ORDERS, "price")).contains("kept back");
        assertThat(fields.withheld(ORDERS, "doc")).contains("parts of it are kept back or masked");
        assertThat(fields.withheld(PARTS, "doc")).contains("kept back");
    }

    @Test
    void knowsOtherNamesAndColumnsThatAreNotRead() {
        SharedFields fields = SharedFields.of(Map.of(
                RULE + "rename",
                "a\\,b:c,orders.x\\:y:z",
                "transforms.change.tables.rename",
                "public.orders:purchases",
                "column.exclude.list",
                "(?-i)public\\.orders\\.total"));

        assertThat(fields.field(ORDERS, "a,b")).isEqualTo("c");
        assertThat(fields.field(ORDERS, "x:y")).isEqualTo("z");
        assertThat(fields.field(PARTS, "x:y")).isEqualTo("x:y");
        assertThat(fields.tableName(ORDERS)).isEqualTo("purchases");
        assertThat(fields.tableName(PARTS)).isEqualTo("parts");
        assertThat(fields.withheld(ORDERS, "total")).contains("left out by the connector's settings");
        assertThat(fields.withheld(ORDERS, "Total")).isEmpty();
    }
}
