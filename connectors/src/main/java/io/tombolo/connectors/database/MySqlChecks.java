package io.tombolo.connectors.database;

import io.tombolo.connectors.source.NameList;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a MySQL or MariaDB server before a connector is made on it, with the connector's own user, and says how to correct what
 * is missing. It changes nothing.
 */
final class MySqlChecks {

    private final Connection database;

    MySqlChecks(Connection database) {
        this.database = database;
    }

    Look look(MySqlConnector connector) throws SQLException {
        Map<String, String> config = connector.config();
        ScopeChecks scope = new ScopeChecks(
                connector, new MySqlCatalogue(database), new DebeziumScope(config, "database"), AvroTypeName::ofMySql);
        List<Look.Table> tables = scope.tables();
        List<Look.Finding> findings = new ArrayList<>();
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
        findings.addAll(CaptureSettings.findings(config));
        for (TableName name : connector.names()) {
            Optional<Look.Table> table =
                    tables.stream().filter(one -> one.name().equals(name)).findFirst();
            findings.add(table.isPresent() ? table(table.get()) : missing(name, scope));
        }
        tables.forEach(table -> findings.addAll(unreadable(table)));
        findings.addAll(scope.findings(tables));
        if (tables.size() == connector.names().size()) {
            findings.addAll(RuleChecks.findings(config, tables));
        }
        findings.addAll(new ValueChecks(database, config)
                .ofMySql(tables.stream().map(Look.Table::source).toList()));
        return new Look(findings, tables, settings(config, tables));
    }

    /** Renames and drops before this second are accepted: they are of the time before the connector, or before this command. */
    private Map<String, String> settings(Map<String, String> config, List<Look.Table> tables) throws SQLException {
        String now = String.valueOf(text("SELECT FLOOR(UNIX_TIMESTAMP()) * 1000 - 1"));
        List<SourceTable> sources = tables.stream().map(Look.Table::source).toList();
        Map<String, String> settings = new LinkedHashMap<>(FloatSelects.of(sources));
        settings.putAll(BackfillKeys.ofMySql(tables));
        settings.putAll(CaptureSettings.watch(WatchSettings.ofMySql(config, sources, now)));
        return settings;
    }

    private Look.Finding kind(MySqlConnector.Server wanted) throws SQLException {
        String version = String.valueOf(text("SELECT version()"));
        MySqlConnector.Server found = version.toLowerCase(Locale.ROOT).contains("mariadb")
                ? MySqlConnector.Server.MARIADB
                : MySqlConnector.Server.MYSQL;
        return found == wanted
                ? Look.Finding.good("server", version)
                : Look.Finding.bad(
                        "server",
                        version + ", which needs the connector for " + found,
                        "begin the URL with " + found.name().toLowerCase(Locale.ROOT) + "://");
    }

    private Look.Finding setting(String name, String wanted, String remedy) throws SQLException {
        @Nullable String value = text("SELECT @@global." + name);
        String found = "1".equals(value) ? "ON" : "0".equals(value) ? "OFF" : String.valueOf(value);
        return found.equalsIgnoreCase(wanted)
                ? Look.Finding.good(name, found)
                : Look.Finding.bad(name, found + ", must be " + wanted, remedy);
    }

    private Look.Finding gtid() throws SQLException {
        String mode = String.valueOf(text("SELECT @@global.gtid_mode"));
        return mode.equals("ON")
                ? Look.Finding.good("gtid_mode", mode)
                : Look.Finding.warning(
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

    private Look.Finding right(String grants, String name, String... alsoNamed) throws SQLException {
        boolean has = grants.contains("ALL PRIVILEGES");
        for (String one : alsoNamed) {
            has |= grants.contains(one);
        }
        String user = String.valueOf(text("SELECT current_user()"));
        return has
                ? Look.Finding.good("right " + name, user + " has it")
                : Look.Finding.bad(
                        "right " + name,
                        user + " does not have it",
                        "GRANT " + name + " ON *.* TO '" + user.replace("@", "'@'") + "';");
    }

    private Look.Finding table(Look.Table table) throws SQLException {
        String subject = "table " + table.name();
        String sql = quoted(table.name());
        try (Statement statement = database.createStatement();
                ResultSet row = statement.executeQuery("SELECT 1 FROM " + sql + " LIMIT 0")) {
            row.next();
        } catch (SQLException e) {
            return mayNot(subject, sql, e);
        }
        return table.key().isEmpty()
                ? Look.Finding.bad(
                        subject,
                        "has no primary key",
                        "ALTER TABLE " + sql + " ADD PRIMARY KEY (…); or name the columns that make a key: --key '"
                                + NameList.escaped(table.name().toString()) + ":COLUMN,…'")
                : Look.Finding.good(subject, "can be read, has a key");
    }

    /** Debezium reads a table's definition as a statement, and its parser does not know these types. */
    private static List<Look.Finding> unreadable(Look.Table table) {
        return table.columns().stream()
                .map(Look.Column::source)
                .filter(column -> column.type().matches("(?i)(inet4|inet6|xmltype)\\b.*|.*/\\*M?!\\d+ COMPRESSED.*"))
                .map(column -> Look.Finding.bad(
                        "table " + table.name(),
                        "column " + column.name() + " is of type " + column.type()
                                + ", which Debezium's parser does not know: the table can't be shared",
                        "give the column another type, as varchar or binary, or share another table with a copy of it"))
                .toList();
    }

    /** The catalogue shows only what the user may see: a table that is not there may be one without a right. */
    private Look.Finding missing(TableName name, ScopeChecks scope) throws SQLException {
        String sql = quoted(name);
        try (Statement statement = database.createStatement();
                ResultSet row = statement.executeQuery("SELECT 1 FROM " + sql + " LIMIT 0")) {
            row.next();
        } catch (SQLException e) {
            Look.Finding found = scope.missing(name);
            return found.remedy().startsWith("there is ") ? found : mayNot("table " + name, sql, e);
        }
        return scope.missing(name);
    }

    private static Look.Finding mayNot(String subject, String sql, SQLException e) {
        return Look.Finding.bad(
                subject,
                String.valueOf(e.getMessage()).replaceFirst("^\\(conn=\\d+\\) ", ""),
                "write it as DATABASE.TABLE; GRANT SELECT ON " + sql + " TO the user");
    }

    private static String quoted(TableName name) {
        return name.quoted('`');
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
