package io.tombolo.connectors.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a MySQL or MariaDB server before a connector is made on it, with the connector's own user, and says how to mend what is
 * missing. It changes nothing.
 */
final class MySqlChecks {

    private final Connection database;

    MySqlChecks(Connection database) {
        this.database = database;
    }

    List<Finding> findings(MySqlConnector connector) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        findings.add(kind(connector.server()));
        findings.add(setting("log_bin", "ON", "start the server with log_bin and a server_id in its configuration"));
        findings.add(
                setting("binlog_format", "ROW", "SET GLOBAL binlog_format = 'ROW'; and in the server's configuration"));
        findings.add(setting(
                "binlog_row_image", "FULL", "SET GLOBAL binlog_row_image = 'FULL'; and in the server's configuration"));
        if (Backfill.possible(connector.more()) && connector.server() == MySqlConnector.Server.MYSQL) {
            findings.add(gtid());
        }
        String grants = grants();
        findings.add(right(grants, "REPLICATION SLAVE", "REPLICATION SLAVE"));
        findings.add(right(grants, "REPLICATION CLIENT", "REPLICATION CLIENT", "BINLOG MONITOR"));
        findings.add(right(grants, "RELOAD", "RELOAD"));
        for (String table : connector.tables()) {
            findings.add(table(table));
        }
        findings.addAll(RuleChecks.findings(database, connector.more(), connector.tables(), false));
        findings.addAll(new ValueChecks(database, connector.more())
                .ofMySql(Catalogue.found(new MySqlCatalogue(database), connector.tables())));
        return List.copyOf(findings);
    }

    private Finding kind(MySqlConnector.Server wanted) throws SQLException {
        String version = String.valueOf(text("SELECT version()"));
        MySqlConnector.Server found = version.toLowerCase(Locale.ROOT).contains("mariadb")
                ? MySqlConnector.Server.MARIADB
                : MySqlConnector.Server.MYSQL;
        return found == wanted
                ? Finding.good("server", version)
                : Finding.bad(
                        "server",
                        version + ", which needs the connector for " + found,
                        "begin the URL with " + found.name().toLowerCase(Locale.ROOT) + "://");
    }

    private Finding setting(String name, String wanted, String remedy) throws SQLException {
        @Nullable String value = text("SELECT @@global." + name);
        String found = "1".equals(value) ? "ON" : "0".equals(value) ? "OFF" : String.valueOf(value);
        return found.equalsIgnoreCase(wanted)
                ? Finding.good(name, found)
                : Finding.bad(name, found + ", must be " + wanted, remedy);
    }

    private Finding gtid() throws SQLException {
        String mode = String.valueOf(text("SELECT @@global.gtid_mode"));
        return mode.equals("ON")
                ? Finding.good("gtid_mode", mode)
                : Finding.warning(
                        "gtid_mode",
                        mode + ": rows can't be shared again on request",
                        "gtid_mode=ON and enforce_gtid_consistency=ON in the server's configuration");
    }

    /** Only what is granted on all databases counts here. */
    private String grants() throws SQLException {
        StringBuilder all = new StringBuilder();
        try (Statement statement = database.createStatement();
                ResultSet rows = statement.executeQuery("SHOW GRANTS")) {
            while (rows.next()) {
                String grant = rows.getString(1);
                if (grant.contains(" ON *.* ")) {
                    all.append(grant, 0, grant.indexOf(" ON *.* ")).append(", ");
                }
            }
        }
        return all.toString();
    }

    private Finding right(String grants, String name, String... alsoNamed) throws SQLException {
        boolean has = grants.contains("ALL PRIVILEGES");
        for (String one : alsoNamed) {
            has |= grants.contains(one);
        }
        String user = String.valueOf(text("SELECT current_user()"));
        return has
                ? Finding.good("right " + name, user + " has it")
                : Finding.bad(
                        "right " + name,
                        user + " has it not",
                        "GRANT " + name + " ON *.* TO '" + user.replace("@", "'@'") + "';");
    }

    private Finding table(String name) throws SQLException {
        String schema = name.substring(0, name.indexOf('.'));
        String table = name.substring(name.indexOf('.') + 1);
        String subject = "table " + name;
        try (Statement statement = database.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT 1 FROM " + quoted(schema) + "." + quoted(table) + " LIMIT 0")) {
            row.next();
        } catch (SQLException e) {
            return Finding.bad(
                    subject,
                    String.valueOf(e.getMessage()).replaceFirst("^\\(conn=\\d+\\) ", ""),
                    "write it as DATABASE.TABLE; GRANT SELECT ON " + quoted(schema) + "." + quoted(table)
                            + " TO the user");
        }
        boolean key = text(
                        "SELECT 'x' FROM information_schema.statistics WHERE table_schema = ? AND table_name = ? AND "
                                + "index_name = 'PRIMARY' LIMIT 1",
                        schema,
                        table)
                != null;
        return key
                ? Finding.good(subject, "can be read, has a key")
                : Finding.bad(
                        subject,
                        "has no primary key",
                        "ALTER TABLE " + quoted(schema) + "." + quoted(table)
                                + " ADD PRIMARY KEY (…); or name columns in message.key.columns");
    }

    private static String quoted(String name) {
        return '`' + name.replace("`", "``") + '`';
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
