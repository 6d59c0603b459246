package io.tombolo.connectors.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.schemas.DatasetId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How a connector's tables are named: to the worker, to Debezium's requests, and as datasets. */
class DatabaseConnectorsTest {

    @Test
    void namesTheDatasetOfEachTable() {
        PostgresConnector postgres = new PostgresConnector(
                "shop",
                "127.0.0.1",
                5432,
                "Shop",
                "feed",
                "",
                List.of("public.Odd Name", "eu.orders"),
                "acme.example/${database}-${schema}-${table}",
                Map.of());
        MySqlConnector mariadb = new MySqlConnector(
                "shop",
                MySqlConnector.Server.MARIADB,
                "127.0.0.1",
                3306,
                "feed",
                "",
                List.of("shop.orders"),
                "acme.example/${database}-${table}",
                "127.0.0.1:9092",
                Map.of());

        assertThat(postgres.datasets())
                .extracting(DatasetId::toString)
                .containsExactly("acme.example/shop-public-odd_name", "acme.example/shop-eu-orders");
        assertThat(mariadb.datasets()).extracting(DatasetId::toString).containsExactly("acme.example/shop-orders");
    }

    @Test
    void asksForRowsOfTablesWithAnyName() {
        List<String> requests = Backfill.requests(
                List.of(
                        new TableName("public", "orders"),
                        new TableName("public", "sum+1"),
                        new TableName("public", "Odd Name"),
                        new TableName("eu.west", "a\"b")),
                Map.of());

        assertThat(requests).hasSize(2);
        assertThat(requests.get(0))
                .contains("\"type\":\"incremental\"")
                .endsWith("\"data-collections\":[\"(?-i)public\\\\.orders\",\"(?-i)public\\\\.sum\\\\x{2b}1\"]}}");
        assertThat(requests.get(1))
                .contains("\"type\":\"blocking\"")
                .endsWith("[\"(?-i)public\\\\.Odd\\\\x{20}Name\",\"(?-i)eu\\\\x{2e}west\\\\.a\\\\x{22}b\"]}}");
    }

    @Test
    void asksForRowsAtOnceThatCannotBeReadInChunks() {
        List<String> requests = Backfill.requests(
                List.of(new TableName("public", "orders"), new TableName("public", "sold")),
                Map.of(
                        "transforms.watch.at.once",
                        "public.sold,public.other",
                        "snapshot.select.statement.overrides.public.sold",
                        "SELECT \"day\"::text FROM \"public\".\"sold\"",
                        "snapshot.select.statement.overrides.public.orders",
                        "SELECT 1"));

        assertThat(requests).hasSize(2);
        assertThat(requests.get(0))
                .contains("\"type\":\"incremental\"", "public\\\\.orders")
                .doesNotContain("sold", "SELECT");
        assertThat(requests.get(1))
                .contains("\"type\":\"blocking\"", "public\\\\.sold")
                .endsWith("\"additional-conditions\":[{\"data-collection\":\"public.sold\",\"filter\":\"SELECT"
                        + " \\\"day\\\"::text FROM \\\"public\\\".\\\"sold\\\"\"}]}}")
                .doesNotContain("orders");
    }

    @Test
    void asksMariaDbOnceForTablesOfBothKinds() {
        Map<String, String> config = Map.of(
                "connector.class",
                "io.debezium.connector.mariadb.MariaDbConnector",
                "transforms.watch.at.once",
                "shop.prices");
        TableName orders = new TableName("shop", "orders");

        List<String> both = Backfill.requests(List.of(orders, new TableName("shop", "prices")), config);
        List<String> inChunks = Backfill.requests(List.of(orders), config);

        assertThat(both)
                .singleElement()
                .asString()
                .contains("\"type\":\"blocking\"", "shop\\\\.orders", "shop\\\\.prices");
        assertThat(inChunks).singleElement().asString().contains("\"type\":\"incremental\"", "shop\\\\.orders");
    }
}
