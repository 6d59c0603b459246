package io.tombolo.connectors.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class PostgresChecksIT {

    @Test
    void saysHowToCorrectEachThing() throws Exception {
        Path installed = PostgresServer.installation().orElse(null);
        Assumptions.assumeTrue(installed != null, "no PostgreSQL under /usr/lib/postgresql");
        try (PostgresServer postgres = PostgresServer.start(installed)) {
            postgres.execute(
                    "CREATE ROLE plain LOGIN",
                    "CREATE TABLE keyless (a int)",
                    "CREATE SCHEMA \"Shop\"",
                    "CREATE TABLE \"Shop\".\"Odd Name\" (id int PRIMARY KEY)");
            PostgresConnector connector = new PostgresConnector(
                    "orders",
                    "127.0.0.1",
                    postgres.port(),
                    "postgres",
                    "plain",
                    "",
                    List.of("public.keyless", "public.none", "Shop.Odd Name"),
                    "acme.example/${table}",
                    Map.of());

            List<Look.Finding> findings;
            try (Connection database = postgres.connect("plain")) {
                findings = new PostgresChecks(database).findings(connector);
            }

            assertThat(findings)
                    .filteredOn(f -> f.state() == Look.Finding.State.BAD)
                    .extracting(f -> f.subject() + ": " + f.found())
                    .containsExactly(
                            "wal_level: replica, must be logical",
                            "replication right: plain has none",
                            "publication tombolo_orders: not there, and this role may not make it (it does not own all"
                                    + " tables, or lacks CREATE)",
                            "table public.keyless: this role may not read it",
                            "table public.keyless: has no primary key",
                            "table public.none: there is no such table",
                            "table Shop.Odd Name: this role may not read it",
                            "table Shop.Odd Name: this role may not use its schema");
            assertThat(findings)
                    .extracting(Look.Finding::remedy)
                    .contains(
                            "ALTER ROLE \"plain\" REPLICATION;",
                            "as the tables' owner: CREATE PUBLICATION tombolo_orders FOR TABLE public.keyless,"
                                    + " \"Shop\".\"Odd Name\";",
                            "GRANT SELECT ON public.keyless TO \"plain\";",
                            "GRANT SELECT ON \"Shop\".\"Odd Name\" TO \"plain\";",
                            "GRANT USAGE ON SCHEMA \"Shop\" TO \"plain\";",
                            "ALTER TABLE \"Shop\".\"Odd Name\" REPLICA IDENTITY FULL;");
        }
    }

    @Test
    void findsRulesThatNameNoColumn() throws Exception {
        Path installed = PostgresServer.installation().orElse(null);
        Assumptions.assumeTrue(installed != null, "no PostgreSQL under /usr/lib/postgresql");
        try (PostgresServer postgres = PostgresServer.start(installed)) {
            postgres.execute(
                    "CREATE TABLE order_items (id int PRIMARY KEY, note text, doc jsonb)",
                    "CREATE TABLE orderXitems (other int PRIMARY KEY)");

            PostgresConnector connector = new PostgresConnector(
                    "orders",
                    "127.0.0.1",
                    postgres.port(),
                    "postgres",
                    "postgres",
                    "",
                    List.of("public.order_items"),
                    "acme.example/${table}",
                    Map.of(
                            "transforms.change.fields.include", "id,note,doc.name",
                            "transforms.change.fields.exclude", "other,order_items.note",
                            "transforms.change.fields.mask", "doc.email, emial",
                            "transforms.change.fields.rename", "note:remark,nota:x"));

            List<Look.Finding> findings;
            try (Connection database = postgres.connect("postgres")) {
                findings = RuleChecks.findings(
                        connector.config(), connector.look(database, false).tables());
            }

            assertThat(findings)
                    .extracting(f -> f.state() + " " + f.subject() + ": " + f.found() + "; " + f.remedy())
                    .containsExactly(
                            "BAD exclude other: no table has such a column; write it as COLUMN, TABLE.COLUMN or"
                                    + " COLUMN.INNER; there are order_items (id, note, doc)",
                            "BAD mask emial: no table has such a column; write it as COLUMN, TABLE.COLUMN or"
                                    + " COLUMN.INNER; there are order_items (id, note, doc)",
                            "BAD rename nota: no table has such a column; write it as COLUMN, TABLE.COLUMN or"
                                    + " COLUMN.INNER; there are order_items (id, note, doc)");
        }
    }
}
