package io.tombolo.connectors.database;

import io.tombolo.connectors.source.NameList;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether one PostgreSQL table can be shared, with the rights of the connector's role. */
final class PostgresTableCheck {

    private final Connection database;

    PostgresTableCheck(Connection database) {
        this.database = database;
    }

    List<Look.Finding> findings(Look.Table table) throws SQLException {
        SourceTable source = table.source();
        String subject = "table " + table.name();
        String sql = table.name().inSql('"');
        List<Look.Finding> findings = new ArrayList<>();
        if (!"t"
                .equals(text(
                        "SELECT CASE WHEN has_table_privilege(?::oid, 'SELECT') THEN 't' ELSE 'f' END", source.id()))) {
            findings.add(Look.Finding.bad(
                    subject, "this role may not read it", "GRANT SELECT ON " + sql + " TO " + role() + ";"));
        }
        String schema = table.name().outer();
        if (!"t"
                .equals(text(
                        "SELECT CASE WHEN has_schema_privilege(oid, 'USAGE') THEN 't' ELSE 'f' END FROM pg_namespace"
                                + " WHERE nspname = ?",
                        schema))) {
            findings.add(Look.Finding.bad(
                    subject,
                    "this role may not use its schema",
                    "GRANT USAGE ON SCHEMA " + TableName.inSql(schema, '"') + " TO " + role() + ";"));
        }
        boolean ownKey = !source.key().isEmpty();
        if (table.key().isEmpty()) {
            findings.add(Look.Finding.bad(
                    subject,
                    "has no primary key",
                    "ALTER TABLE " + sql + " ADD PRIMARY KEY (…); or name the columns that make a key: --key '"
                            + NameList.escaped(table.name().toString()) + ":COLUMN,…'"));
        } else if (!table.key().equals(source.key()) && source.identity() != SourceTable.Identity.FULL) {
            findings.add(Look.Finding.bad(
                    subject,
                    "its log holds " + (ownKey ? "the primary key only" : "no row before a change")
                            + ", so that the key " + String.join(", ", table.key()) + " of a deleted row is not known",
                    full(sql)));
        }
        if (source.identity() == SourceTable.Identity.NOTHING) {
            findings.add(Look.Finding.bad(
                    subject, "its replica identity is NOTHING: it can't be updated once it is published", full(sql)));
        } else if (source.identity() != SourceTable.Identity.FULL) {
            String large = table.columns().stream()
                    .filter(column -> column.shared() && column.source().large())
                    .map(column -> column.source().name())
                    .collect(Collectors.joining(", "));
            findings.add(Look.Finding.warning(
                    subject,
                    "its log holds keys only: no row before a change"
                            + (large.isEmpty()
                                    ? ""
                                    : ", and a change that leaves a large value of " + large
                                            + " as it was is refused as UNAVAILABLE_VALUE"),
                    full(sql)));
        }
        String generated = table.columns().stream()
                .filter(column -> column.source().generated())
                .map(column -> column.source().name())
                .collect(Collectors.joining(", "));
        if (!generated.isEmpty()) {
            findings.add(Look.Finding.warning(
                    subject,
                    "generated columns are not in PostgreSQL's log and are not shared: " + generated,
                    "recipients can compute them; or make them ordinary columns, kept by a trigger"));
        }
        return findings.stream().allMatch(one -> one.state() == Look.Finding.State.GOOD)
                ? List.of(Look.Finding.good(subject, "can be read, has a key and full identity"))
                : findings;
    }

    private static String full(String sql) {
        return "ALTER TABLE " + sql + " REPLICA IDENTITY FULL;";
    }

    private String role() throws SQLException {
        return TableName.quoted(String.valueOf(text("SELECT current_user")), '"');
    }

    private @Nullable String text(String sql, Object... parameters) throws SQLException {
        return Catalogue.text(database, sql, parameters);
    }
}
