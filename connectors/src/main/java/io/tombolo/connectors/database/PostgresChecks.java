package io.tombolo.connectors.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
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
        String tables = String.join(", ", connector.tables());
        if (text("SELECT pubname FROM pg_publication WHERE pubname = ?", name) != null) {
            for (String table : connector.tables()) {
                if (text(
                                "SELECT 't' FROM pg_publication_tables WHERE pubname = ? AND schemaname || '.' ||"
                                        + " tablename = ?",
                                name,
                                table)
                        == null) {
                    return Finding.bad(
                            subject, "lacks " + table, "ALTER PUBLICATION " + name + " ADD TABLE " + table + ";");
                }
            }
            return Finding.good(subject, "there, with all tables");
        }
        boolean mayCreate = "t"
                .equals(text(
                        "SELECT CASE WHEN has_database_privilege(current_database(), 'CREATE') THEN 't' ELSE 'f' END"));
        boolean ownsAll = true;
        for (String table : connector.tables()) {
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
                        "as the tables' owner: CREATE PUBLICATION " + name + " FOR TABLE " + tables + ";");
    }

    private List<Finding> table(String table) throws SQLException {
        String subject = "table " + table;
        String identity = text(
                "SELECT c.relreplident::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
                        + "WHERE n.nspname || '.' || c.relname = ? AND c.relkind IN ('r', 'p')",
                table);
        if (identity == null) {
            return List.of(Finding.bad(subject, "there is no such table", "write it as schema.table"));
        }
        List<Finding> findings = new ArrayList<>();
        if (!"t".equals(text("SELECT CASE WHEN has_table_privilege(?, 'SELECT') THEN 't' ELSE 'f' END", table))) {
            findings.add(Finding.bad(
                    subject,
                    "this role may not read it",
                    "GRANT SELECT ON " + table + " TO " + quoted(text("SELECT current_user")) + ";"));
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
                    "ALTER TABLE " + table + " ADD PRIMARY KEY (…); or name columns in message.key.columns"));
        }
        if (!identity.equals("f")) {
            findings.add(Finding.warning(
                    subject,
                    "its log holds keys only: no row before a change, and large values that did not "
                            + "change can't be told",
                    "ALTER TABLE " + table + " REPLICA IDENTITY FULL;"));
        }
        return findings.isEmpty()
                ? List.of(Finding.good(subject, "can be read, has a key and full identity"))
                : findings;
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
