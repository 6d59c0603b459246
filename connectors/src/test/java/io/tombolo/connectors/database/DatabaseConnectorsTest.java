package io.tombolo.connectors.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.schemas.DatasetId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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
    void quotesNamesInARequestForRowsWhereDebeziumWouldPassThemOver() {
        UUID id = new UUID(0, 1);

        String request = Backfill.request(id, List.of("public.orders", "public.Odd Name", "Shop.a\"b"));

        assertThat(request)
                .endsWith(
                        "\"data-collections\":[\"public.orders\",\"public.\\\"Odd Name\\\"\",\"Shop.\\\"a\\\"\\\"b\\\"\"]}}");
    }
}
