package io.tombolo.connectors.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What is read of PostgreSQL's catalogue, on tables with every property that matters to sharing. */
class PostgresCatalogueIT {

    @Test
    void describesTablesColumnsKeysPartitionsAndIdentity() throws Exception {
        Path installed = PostgresServer.installation().orElse(null);
        Assumptions.assumeTrue(installed != null, "no PostgreSQL under /usr/lib/postgresql");
        try (PostgresServer postgres = PostgresServer.start(installed);
                Connection database = postgres.connect("postgres")) {
            postgres.execute(
                    "CREATE TYPE mood AS ENUM ('sad')",
                    "CREATE DOMAIN price AS numeric(10,2)",
                    "CREATE DOMAIN sale AS price CHECK (VALUE > 0)",
                    "CREATE TYPE pair AS (a int, b text)",
                    "CREATE TABLE odd (\"B\" text, a int, n sale NOT NULL, m mood, ms mood[], p pair, r int4range, mr"
                            + " int4multirange, big bytea, double numeric(10,2) GENERATED ALWAYS AS (a * 2) STORED,"
                            + " PRIMARY KEY (a, \"B\"))",
                    "ALTER TABLE odd DROP COLUMN big",
                    "ALTER TABLE odd REPLICA IDENTITY FULL",
                    "CREATE TABLE parts (at date) PARTITION BY RANGE (at)",
                    "CREATE TABLE parts_2026 PARTITION OF parts FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')"
                            + " PARTITION BY RANGE (at)",
                    "CREATE SCHEMA \"eu.west\"",
                    "CREATE TABLE \"eu.west\".\"parts.01\" PARTITION OF parts_2026 FOR VALUES FROM ('2026-01-01') TO"
                            + " ('2026-02-01')",
                    "CREATE UNLOGGED TABLE unlogged (a int)",
                    "CREATE VIEW seen AS SELECT 1");
            PostgresCatalogue catalogue = new PostgresCatalogue(database);

            SourceTable odd = catalogue.table(new TableName("public", "odd")).orElseThrow();
            SourceTable leaf =
                    catalogue.table(TableName.parse("\"eu.west\".parts.01")).orElseThrow();

            assertThat(catalogue.names())
                    .extracting(TableName::toString)
                    .containsExactly("\"eu.west\".parts.01", "public.odd", "public.parts", "public.parts_2026");
            assertThat(odd.id()).isPositive();
            assertThat(odd.key()).containsExactly("a", "B");
            assertThat(odd.identity()).isEqualTo(SourceTable.Identity.FULL);
            assertThat(odd.columns())
                    .containsExactly(
                            column("B", "text", "text", SourceColumn.Kind.BASE, false, false, true),
                            column("a", "integer", "integer", SourceColumn.Kind.BASE, false, false, false),
                            column("n", "sale", "numeric(10,2)", SourceColumn.Kind.BASE, false, false, true),
                            column("m", "mood", "mood", SourceColumn.Kind.ENUM, true, false, false),
                            column("ms", "mood[]", "mood[]", SourceColumn.Kind.ARRAY, true, false, true),
                            column("p", "pair", "pair", SourceColumn.Kind.COMPOSITE, true, false, true),
                            column("r", "int4range", "int4range", SourceColumn.Kind.RANGE, true, false, true),
                            column(
                                    "mr",
                                    "int4multirange",
                                    "int4multirange",
                                    SourceColumn.Kind.MULTIRANGE,
                                    true,
                                    false,
                                    true),
                            column(
                                    "double",
                                    "numeric(10,2)",
                                    "numeric(10,2)",
                                    SourceColumn.Kind.BASE,
                                    true,
                                    true,
                                    true));
            assertThat(leaf.root()).isEqualTo(new TableName("public", "parts"));
            assertThat(leaf.identity()).isEqualTo(SourceTable.Identity.DEFAULT);
            assertThat(catalogue.table(new TableName("public", "parts")).orElseThrow())
                    .extracting(SourceTable::partitioned, SourceTable::root, SourceTable::key)
                    .containsExactly(true, null, List.of());
            assertThat(catalogue.table(new TableName("public", "ODD"))).isEmpty();
            assertThat(catalogue.table(new TableName("public", "seen"))).isEmpty();
        }
    }

    private static SourceColumn column(
            String name,
            String type,
            String base,
            SourceColumn.Kind kind,
            boolean nullable,
            boolean generated,
            boolean large) {
        return new SourceColumn(name, type, base, kind, nullable, generated, large);
    }
}
