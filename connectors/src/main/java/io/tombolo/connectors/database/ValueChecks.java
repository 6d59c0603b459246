package io.tombolo.connectors.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whether columns can hold values that nothing after the database could distinguish from others. */
final class ValueChecks {

    private static final char BACKQUOTE = '`';
    private static final int MONEY_DIGITS = 2;
    private static final int SECONDS = 10;

    private final Connection database;
    private final List<String> excluded;

    /** @param settings of the connector; columns that its rules keep back are not looked at */
    ValueChecks(Connection database, Map<String, String> settings) {
        this.database = database;
        this.excluded = List.of(
                settings.getOrDefault("transforms.change.fields.exclude", "").split(",", -1));
    }

    /** Money is a number whose point is where the database's locale says. */
    List<Look.Finding> ofPostgres(List<SourceTable> tables) throws SQLException {
        List<Look.Finding> findings = new ArrayList<>();
        for (SourceTable table : tables) {
            for (SourceColumn column : table.columns()) {
                if (column.baseType().startsWith("money") && shared(table, column)) {
                    int digits = Integer.parseInt(
                            String.valueOf(Catalogue.text(database, "SELECT scale('1'::money::numeric)")));
                    if (digits != MONEY_DIGITS) {
                        findings.add(Look.Finding.bad(
                                subject(table, column),
                                "its type is money, which has " + digits + " digits after the point in this database;"
                                        + " money is shared with " + MONEY_DIGITS,
                                "ALTER TABLE " + table.name().inSql('"') + " ALTER "
                                        + TableName.inSql(column.name(), '"') + " TYPE numeric;"));
                    }
                }
            }
        }
        return findings;
    }

    /** Dates with a zero in them, which Debezium reads as null. */
    List<Look.Finding> ofMySql(List<SourceTable> tables) throws SQLException {
        List<Look.Finding> findings = new ArrayList<>();
        String mode = String.valueOf(Catalogue.text(database, "SELECT @@global.sql_mode"));
        boolean guarded = mode.contains("NO_ZERO_DATE") && mode.contains("NO_ZERO_IN_DATE") && mode.contains("STRICT");
        for (SourceTable table : tables) {
            FloatSelects.rounded(table).stream()
                    .filter(column -> shared(table, column))
                    .map(column -> Look.Finding.bad(
                            subject(table, column),
                            "is a float, which a first snapshot of a table of this name reads with six digits only",
                            "ALTER TABLE " + table.name().inSql(BACKQUOTE) + " MODIFY "
                                    + TableName.quoted(column.name(), BACKQUOTE)
                                    + " double; or give the table a name of letters, digits and underscores; or --exclude "
                                    + column.name()))
                    .forEach(findings::add);
            List<String> unguarded = new ArrayList<>();
            for (SourceColumn column : table.columns()) {
                String type = column.baseType().replaceFirst("[( ].*", "");
                if (isDate(type) && column.nullable() && shared(table, column)) {
                    if (holdsZeroDate(table, column, findings)) {
                        continue;
                    }
                    unguarded.add(column.name());
                }
            }
            if (!guarded && !unguarded.isEmpty()) {
                findings.add(Look.Finding.warning(
                        "table " + table.name().dotted(),
                        "may get dates with a zero in them ('0000-00-00') in " + String.join(", ", unguarded)
                                + ", which would be shared as null",
                        "SET GLOBAL sql_mode = concat(@@global.sql_mode,"
                                + " ',STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE'); or make the columns NOT NULL,"
                                + " and such a change is refused"));
            }
        }
        return findings;
    }

    private boolean holdsZeroDate(SourceTable table, SourceColumn column, List<Look.Finding> findings) {
        String name = TableName.quoted(column.name(), BACKQUOTE);
        String zero = "(month(" + name + ") = 0 OR dayofmonth(" + name + ") = 0)";
        try (Statement statement = database.createStatement()) {
            statement.setQueryTimeout(SECONDS);
            try (ResultSet row = statement.executeQuery("SELECT 1 FROM "
                    + TableName.quoted(table.name().outer(), BACKQUOTE) + "."
                    + TableName.quoted(table.name().name(), BACKQUOTE) + " WHERE " + zero + " LIMIT 1")) {
                if (row.next()) {
                    findings.add(Look.Finding.bad(
                            subject(table, column),
                            "holds dates with a zero in them, which cannot be distinguished from null",
                            "UPDATE " + table.name().inSql(BACKQUOTE) + " SET " + name + " = NULL WHERE " + zero
                                    + "; or --exclude " + column.name()));
                    return true;
                }
            }
        } catch (SQLException e) {
            // Too long, or no right to read: that it may happen is reported all the same.
        }
        return false;
    }

    private static boolean isDate(String type) {
        return type.equals("date") || type.equals("datetime") || type.equals("timestamp");
    }

    private boolean shared(SourceTable table, SourceColumn column) {
        return !excluded.contains(column.name())
                && !excluded.contains(table.name().name() + "." + column.name());
    }

    private static String subject(SourceTable table, SourceColumn column) {
        return "column " + table.name().dotted() + "." + column.name();
    }
}
