package io.tombolo.connectors.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a PostgreSQL database before a connector is made on it, with the connector's own role, and says how to mend what is
 * missing. It changes nothing.
 */
public final class PostgresChecks {

    private final Connection database;

    /** @param database a connection of the role that the connector will use; it stays open */
    public PostgresChecks(Connection database) {
        this.database = database;
    }

    /** All findings for a connector, the database's first, then each table's. */
    public List<Finding> findings(PostgresConnector connector) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        findings.add(walLevel());
        findings.add(replicationRight());
        findings.add(slot(connector.slot()));
        findings.add(free("max_replication_slots", "SELECT count(*) FROM pg_replication_slots", connector.slot()));
        findings.add(free("max_wal_senders", "SELECT count(*) FROM pg_stat_replication", connector.slot()));
        findings.add(publication(connector));
        if (Backfill.possible(connector.more())) {
            findings.add(backfill());
        }
        for (String table : connector.tables()) {
            findings.addAll(table(table));
        }
        findings.addAll(RuleChecks.findings(database, connector.more(), connector.tables(), true));
        findings.addAll(new ValueChecks(database, connector.more())
                .ofPostgres(Catalogue.found(new PostgresCatalogue(database), connector.tables())));
        return List.copyOf(findings);
    }

    private Finding walLevel() throws SQLException {
        String level = String.valueOf(text("SELECT current_setting('wal_level')"));
        return level.equals("logical")
                ? Finding.good("wal_level", level)
                : Finding.bad(
                        "wal_level",
                        level + ", must be logical",
                        "ALTER SYSTEM SET wal_level = 'logical'; then restart PostgreSQL");
    }

    private Finding replicationRight() throws SQLException {
        String user = text("SELECT current_user");
        boolean may = "t"
                .equals(text("SELECT CASE WHEN rolreplication OR rolsuper THEN 't' ELSE 'f' END FROM pg_roles "
                        + "WHERE rolname = current_user"));
        return may
                ? Finding.good("replication right", user + " has it")
                : Finding.bad("replication right", user + " has none", "ALTER ROLE " + quoted(user) + " REPLICATION;");
    }

    private Finding slot(String slot) throws SQLException {
        String active = text(
                "SELECT CASE WHEN active THEN 't' ELSE 'f' END FROM pg_replication_slots WHERE slot_name = ?", slot);
        if (active == null) {
            return Finding.good("slot " + slot, "not there yet; the connector makes it");
        }
        return active.equals("t")
                ? Finding.bad(
                        "slot " + slot,
                        "in use by another process",
                        "stop that connector, or give this one another name")
                : Finding.warning(
                        "slot " + slot,
                        "there already; the connector goes on from its position",
                        "SELECT pg_drop_replication_slot('" + slot + "'); if that is not wanted");
    }

    private Finding free(String setting, String used, String slot) throws SQLException {
        int limit = Integer.parseInt(String.valueOf(text("SELECT current_setting('" + setting + "')")));
        int taken = Integer.parseInt(String.valueOf(text(used)));
        boolean ours = text("SELECT slot_name FROM pg_replication_slots WHERE slot_name = ?", slot) != null;
        return taken < limit || ours
                ? Finding.good(setting, taken + " of " + limit + " taken")
                : Finding.bad(
                        setting,
                        "all " + limit + " taken",
                        "ALTER SYSTEM SET " + setting + " = " + (limit + 5)
                                + "; then restart PostgreSQL, or drop a slot that nobody uses");
    }

    /** Where an incremental snapshot stands is told by the server's own transaction ids, which PostgreSQL 13 began to give. */
    private Finding backfill() throws SQLException {
        int version = Integer.parseInt(String.valueOf(text("SELECT current_setting('server_version_num')")));
        return version >= 130_000
                ? Finding.good("backfill", "PostgreSQL " + version / 10_000)
                : Finding.warning(
                        "backfill",
                        "PostgreSQL " + version / 10_000 + ": rows can't be shared again on request",
                        "PostgreSQL 13 or newer can");
    }

    private Finding publication(PostgresConnector connector) throws SQLException {
        String name = connector.publication();
        String subject = "publication " + name;
        if (text("SELECT pubname FROM pg_publication WHERE pubname = ?", name) != null) {
            for (String table : connector.tables()) {
                if (text(
                                "SELECT 't' FROM pg_publication_tables WHERE pubname = ? AND schemaname || '.' ||"
                                        + " tablename = ?",
                                name,
                                table)
                        == null) {
                    return Finding.bad(
                            subject,
                            "lacks " + table,
                            "ALTER PUBLICATION " + name + " ADD TABLE " + inSql(table) + ";");
                }
            }
            return Finding.good(subject, "there, with all tables");
        }
        boolean mayCreate = "t"
                .equals(text(
                        "SELECT CASE WHEN has_database_privilege(current_database(), 'CREATE') THEN 't' ELSE 'f' END"));
        boolean ownsAll = true;
        List<String> there = new ArrayList<>();
        for (String table : connector.tables()) {
            if (identity(table) != null) {
                there.add(inSql(table));
            }
            ownsAll &= text(
                            "SELECT 't' FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname"
                                    + " || '.' || c.relname = ? AND pg_has_role(current_user, c.relowner, 'USAGE')",
                            table)
                    != null;
        }
        return mayCreate && ownsAll
                ? Finding.good(subject, "not there yet; the connector makes it")
                : Finding.bad(
                        subject,
                        "not there, and this role may not make it (it owns not all tables, or lacks CREATE)",
                        "as the tables' owner: CREATE PUBLICATION " + name + " FOR TABLE "
                                + (there.isEmpty() ? "…" : String.join(", ", there)) + ";");
    }

    private List<Finding> table(String table) throws SQLException {
        String subject = "table " + table;
        String identity = identity(table);
        if (identity == null) {
            return List.of(Finding.bad(
                    subject,
                    "there is no such table",
                    "write it as schema.table, in the database's own upper and lower case, without quotes"));
        }
        List<Finding> findings = new ArrayList<>();
        String named = inSql(table);
        if (!"t"
                .equals(text(
                        "SELECT CASE WHEN has_table_privilege(c.oid, 'SELECT') THEN 't' ELSE 'f' END FROM pg_class c JOIN"
                                + " pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname || '.' || c.relname = ?",
                        table))) {
            findings.add(Finding.bad(
                    subject,
                    "this role may not read it",
                    "GRANT SELECT ON " + named + " TO " + quoted(text("SELECT current_user")) + ";"));
        }
        String schema = table.substring(0, table.indexOf('.'));
        if (!"t"
                .equals(text(
                        "SELECT CASE WHEN has_schema_privilege(oid, 'USAGE') THEN 't' ELSE 'f' END FROM pg_namespace"
                                + " WHERE nspname = ?",
                        schema))) {
            findings.add(Finding.bad(
                    subject,
                    "this role may not use its schema",
                    "GRANT USAGE ON SCHEMA " + inSql(schema) + " TO " + quoted(text("SELECT current_user")) + ";"));
        }
        boolean key = text(
                        "SELECT 't' FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid"
                                + " = c.relnamespace WHERE n.nspname || '.' || c.relname = ? AND i.indisprimary",
                        table)
                != null;
        if (!key) {
            findings.add(Finding.bad(
                    subject,
                    "has no primary key",
                    "ALTER TABLE " + named + " ADD PRIMARY KEY (…); or name columns in message.key.columns"));
        }
        if (!identity.equals("f")) {
            findings.add(Finding.warning(
                    subject,
                    "its log holds keys only: no row before a change, and large values that did not "
                            + "change can't be told",
                    "ALTER TABLE " + named + " REPLICA IDENTITY FULL;"));
        }
        return findings.isEmpty()
                ? List.of(Finding.good(subject, "can be read, has a key and full identity"))
                : findings;
    }

    /** What of a row is logged before it changes; null when there is no such table. */
    private @Nullable String identity(String table) throws SQLException {
        return text(
                "SELECT c.relreplident::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
                        + "WHERE n.nspname || '.' || c.relname = ? AND c.relkind IN ('r', 'p')",
                table);
    }

    /** A table's name as SQL takes it, in quotes where its letters need them. */
    private static String inSql(String table) {
        return Stream.of(table.split("\\.", 2))
                .map(part -> part.matches("[a-z_][a-z0-9_]*") ? part : quoted(part))
                .collect(Collectors.joining("."));
    }

    private static String quoted(@Nullable String name) {
        return '"' + String.valueOf(name).replace("\"", "\"\"") + '"';
    }

    private @Nullable String text(String sql, String... parameters) throws SQLException {
        try (PreparedStatement statement = database.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getString(1) : null;
            }
        }
    }
}
