package io.tombolo.connectors.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a PostgreSQL database before a connector is made on it, with the connector's own role, and says how to correct what is
 * missing. It changes nothing.
 */
final class PostgresChecks {

    private static final int BACKFILL_SINCE = 130_000;
    private static final int VIA_ROOT_SINCE = 130_000;

    private final Connection database;
    private final PostgresCatalogue catalogue;

    /** @param database a connection of the role that the connector will use; it stays open */
    public PostgresChecks(Connection database) {
        this.database = database;
        this.catalogue = new PostgresCatalogue(database);
    }

    /** All findings for a connector, the database's first, then each table's. */
    public List<Look.Finding> findings(PostgresConnector connector) throws SQLException {
        return look(connector, false).findings();
    }

    Look look(PostgresConnector connector, boolean runs) throws SQLException {
        Map<String, String> config = connector.config();
        ScopeChecks scope =
                new ScopeChecks(connector, catalogue, new DebeziumScope(config, "schema"), AvroTypeName::ofPostgres);
        List<Look.Table> tables = scope.tables();
        List<Look.Finding> findings = new ArrayList<>();
        findings.add(walLevel());
        findings.add(replicationRight());
        findings.add(new SlotCheck(database).finding(connector.slot(), runs));
        findings.add(free("max_replication_slots", "SELECT count(*) FROM pg_replication_slots", connector.slot()));
        findings.add(free("max_wal_senders", "SELECT count(*) FROM pg_stat_replication", connector.slot()));
        findings.addAll(publication(connector, tables));
        findings.addAll(CaptureSettings.findings(config));
        if (Backfill.possible(connector.more())) {
            findings.add(backfill());
        }
        PostgresTableCheck each = new PostgresTableCheck(database);
        for (TableName name : connector.names()) {
            Optional<Look.Table> table =
                    tables.stream().filter(one -> one.name().equals(name)).findFirst();
            findings.addAll(table.isPresent() ? each.findings(table.get()) : List.of(scope.missing(name)));
        }
        findings.addAll(scope.findings(tables));
        if (tables.size() == connector.names().size()) {
            findings.addAll(RuleChecks.findings(config, tables));
        }
        findings.addAll(new ValueChecks(database, config)
                .ofPostgres(tables.stream().map(Look.Table::source).toList()));
        return new Look(findings, tables, settings(connector, config, tables));
    }

    private Map<String, String> settings(
            PostgresConnector connector, Map<String, String> config, List<Look.Table> tables) {
        Map<String, String> settings = new LinkedHashMap<>();
        String leftOut = tables.stream()
                .flatMap(table -> table.columns().stream()
                        .filter(column -> connector.leavesOut(column.source()))
                        .map(column -> DebeziumNames.column(
                                table.name(), column.source().name())))
                .collect(Collectors.joining(","));
        if (!leftOut.isEmpty()) {
            settings.put(CaptureSettings.LEFT_OUT, leftOut);
        }
        settings.putAll(DateSelects.of(tables.stream().map(Look.Table::source).toList()));
        settings.putAll(BackfillKeys.ofPostgres(tables));
        settings.putAll(CaptureSettings.watch(WatchSettings.ofPostgres(
                config, tables.stream().map(Look.Table::source).toList())));
        return settings;
    }

    private Look.Finding walLevel() throws SQLException {
        String level = String.valueOf(text("SELECT current_setting('wal_level')"));
        return level.equals("logical")
                ? Look.Finding.good("wal_level", level)
                : Look.Finding.bad(
                        "wal_level",
                        level + ", must be logical",
                        "ALTER SYSTEM SET wal_level = 'logical'; then restart PostgreSQL");
    }

    private Look.Finding replicationRight() throws SQLException {
        String user = String.valueOf(text("SELECT current_user"));
        boolean may = "t"
                .equals(text("SELECT CASE WHEN rolreplication OR rolsuper THEN 't' ELSE 'f' END FROM pg_roles "
                        + "WHERE rolname = current_user"));
        return may
                ? Look.Finding.good("replication right", user + " has it")
                : Look.Finding.bad(
                        "replication right",
                        user + " has none",
                        "ALTER ROLE " + TableName.quoted(user, '"') + " REPLICATION;");
    }

    private Look.Finding free(String setting, String used, String slot) throws SQLException {
        int limit = Integer.parseInt(String.valueOf(text("SELECT current_setting('" + setting + "')")));
        int taken = Integer.parseInt(String.valueOf(text(used)));
        boolean ours = text("SELECT slot_name FROM pg_replication_slots WHERE slot_name = ?", slot) != null;
        return taken < limit || ours
                ? Look.Finding.good(setting, taken + " of " + limit + " taken")
                : Look.Finding.bad(
                        setting,
                        "all " + limit + " taken",
                        "ALTER SYSTEM SET " + setting + " = " + (limit + 5)
                                + "; then restart PostgreSQL, or drop a slot that nobody uses");
    }

    /** How far an incremental snapshot is follows from the server's own transaction ids, which PostgreSQL has from 13 on. */
    private Look.Finding backfill() throws SQLException {
        int version = version();
        return version >= BACKFILL_SINCE
                ? Look.Finding.good("backfill", "PostgreSQL " + version / 10_000)
                : Look.Finding.warning(
                        "backfill",
                        "PostgreSQL " + version / 10_000 + ": rows can't be shared again on request",
                        "PostgreSQL 13 or newer can");
    }

    private List<Look.Finding> publication(PostgresConnector connector, List<Look.Table> tables) throws SQLException {
        String name = connector.publication();
        String subject = "publication " + name;
        boolean partitioned = tables.stream().anyMatch(one -> one.source().partitioned());
        if (partitioned && version() < VIA_ROOT_SINCE) {
            return List.of(Look.Finding.bad(
                    subject,
                    "can't publish a partitioned table's changes under its name before PostgreSQL 13",
                    "share the partitions, or use PostgreSQL 13 or newer"));
        }
        boolean ownsAll = ownsAll(connector, tables);
        Optional<Publication> there = Publication.of(database, name);
        if (there.isPresent()) {
            boolean filtered = "filtered".equals(connector.config().get("publication.autocreate.mode"));
            return publication(subject, there.get(), filtered, ownsAll, tables);
        }
        boolean mayMake = "t"
                .equals(text(
                        "SELECT CASE WHEN has_database_privilege(current_database(), 'CREATE') THEN 't' ELSE 'f' END"));
        String sql = tables.stream().map(one -> one.name().inSql('"')).collect(Collectors.joining(", "));
        return List.of(
                mayMake && ownsAll
                        ? Look.Finding.good(subject, "not there yet; the connector makes it")
                        : Look.Finding.bad(
                                subject,
                                "not there, and this role may not make it (it does not own all tables, or lacks"
                                        + " CREATE)",
                                "as the tables' owner: CREATE PUBLICATION " + name + " FOR TABLE "
                                        + (sql.isEmpty() ? "…" : sql)
                                        + (partitioned ? " WITH (publish_via_partition_root = true)" : "") + ";"));
    }

    /** @param filtered whether Debezium makes the publication hold the shared tables and nothing else when it starts */
    private static List<Look.Finding> publication(
            String subject, Publication there, boolean filtered, boolean ownsAll, List<Look.Table> tables) {
        List<Publication.Gap> gaps = new ArrayList<>();
        tables.forEach(table -> gaps.addAll(there.gaps(table.source())));
        if (filtered) {
            there.surplus(tables.stream().map(Look.Table::name).toList()).ifPresent(gaps::add);
        }
        boolean corrected = filtered && ownsAll && there.changeable();
        List<Look.Finding> findings = gaps.stream()
                .filter(gap -> !(gap.membership() && corrected))
                .distinct()
                .map(gap -> Look.Finding.bad(subject, gap.found(), gap.remedy()))
                .toList();
        if (!findings.isEmpty()) {
            return findings;
        }
        return List.of(Look.Finding.good(
                subject,
                gaps.isEmpty() ? "there, with all tables" : "there; the connector makes it publish the shared tables"));
    }

    private boolean ownsAll(PostgresConnector connector, List<Look.Table> tables) throws SQLException {
        boolean all = tables.size() == connector.names().size();
        for (Look.Table table : tables) {
            all &= text(
                            "SELECT 't' FROM pg_class WHERE oid = ? AND pg_has_role(current_user, relowner, 'USAGE')",
                            table.source().id())
                    != null;
        }
        return all;
    }

    private int version() throws SQLException {
        return Integer.parseInt(String.valueOf(text("SELECT current_setting('server_version_num')")));
    }

    private @Nullable String text(String sql, Object... parameters) throws SQLException {
        return Catalogue.text(database, sql, parameters);
    }
}
