package io.tombolo.connectors.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL publication as it is now: a table that it does not publish in full loses changes, and nothing else says so.
 *
 * @param changeable whether this role may change which tables it has
 * @param viaRoot whether the changes of a partition come under its partitioned table's name
 * @param silent the operations that it does not publish, of insert, update, delete and truncate
 * @param tables what it publishes, by table
 */
record Publication(
        String name, boolean changeable, boolean viaRoot, List<String> silent, Map<TableName, Member> tables) {

    /**
     * One published table.
     *
     * @param filter the condition that its rows must meet, or null
     * @param columns the published columns' names; null if the server is too old to leave any out
     */
    record Member(@Nullable String filter, @Nullable List<String> columns) {}

    /**
     * Something that a publication does not publish as it should, and the statement that changes this.
     *
     * @param membership whether it is about which tables it has, which Debezium corrects at its start if it may
     */
    record Gap(String found, String remedy, boolean membership) {
        Gap(String found, String remedy) {
            this(found, remedy, false);
        }
    }

    /**
     * What Debezium would take out of it: with {@code publication.autocreate.mode=filtered} a publication holds the shared tables and
     * nothing else, and a role that does not own it fails at that.
     */
    Optional<Gap> surplus(List<TableName> shared) {
        List<String> more = tables.keySet().stream()
                .filter(table -> !shared.contains(table))
                .sorted()
                .map(table -> table.inSql('"'))
                .toList();
        return more.isEmpty()
                ? Optional.empty()
                : Optional.of(new Gap(
                        "has further tables, which Debezium would take out of it: "
                                + (more.size() > SHOWN
                                        ? more.subList(0, SHOWN) + " and " + (more.size() - SHOWN) + " more"
                                        : String.join(", ", more)),
                        "--set publication.autocreate.mode=disabled leaves it as it is; or use a publication for the"
                                + " shared tables only",
                        true));
    }

    private static final int SHOWN = 10;

    private static final String OPERATIONS = "SELECT pubviaroot, pubinsert, pubupdate, pubdelete, pubtruncate, NOT"
            + " puballtables AND pg_has_role(current_user, pubowner, 'USAGE') FROM pg_publication WHERE pubname = ?";

    /** The columns and the row filter are there from PostgreSQL 15 on. */
    private static final String TABLES = """
        SELECT schemaname, tablename, to_jsonb(t) ->> 'rowfilter',
          ARRAY(SELECT jsonb_array_elements_text(NULLIF(to_jsonb(t) -> 'attnames', 'null'))), to_jsonb(t) ? 'attnames'
        FROM pg_publication_tables t WHERE pubname = ?
        """;

    /** The publication of that name; empty if there is none. */
    static Optional<Publication> of(Connection database, String name) throws SQLException {
        Map<TableName, Member> members = new LinkedHashMap<>();
        Catalogue.all(
                database,
                row -> members.put(new TableName(row.getString(1), row.getString(2)), member(row)),
                // A question mark that is an operator is written twice for the driver.
                TABLES.replace(" ? '", " ?? '"),
                name);
        return Catalogue.all(
                        database,
                        row -> new Publication(
                                name, row.getBoolean(6), row.getBoolean(1), silent(row), Map.copyOf(members)),
                        OPERATIONS,
                        name)
                .stream()
                .findFirst();
    }

    private static Member member(ResultSet row) throws SQLException {
        List<String> columns = null;
        if (row.getBoolean(5)) {
            columns = List.of((String[]) row.getArray(4).getArray());
        }
        return new Member(row.getString(3), columns);
    }

    private static List<String> silent(ResultSet row) throws SQLException {
        List<String> silent = new ArrayList<>();
        String[] operations = {"insert", "update", "delete", "truncate"};
        for (int i = 0; i < operations.length; i++) {
            if (!row.getBoolean(i + 2)) {
                silent.add(operations[i]);
            }
        }
        return silent;
    }

    /** What of a table it does not publish. */
    List<Gap> gaps(SourceTable table) {
        List<Gap> gaps = new ArrayList<>();
        String quoted = TableName.inSql(name, '"');
        String sql = table.name().inSql('"');
        TableName root = table.root();
        Member member = tables.get(table.name());
        if (member == null && root != null && viaRoot && tables.containsKey(root)) {
            gaps.add(new Gap(
                    "publishes the changes of " + table.name() + " as those of " + root + ", whose partition it is",
                    "share " + root + " instead"));
            return gaps;
        }
        if (!silent.isEmpty()) {
            gaps.add(new Gap(
                    "does not publish " + String.join(", ", silent),
                    "ALTER PUBLICATION " + quoted + " SET (publish = 'insert, update, delete, truncate');"));
        }
        if (table.partitioned() && !viaRoot) {
            gaps.add(new Gap(
                    "publishes the changes of " + table.name() + " under the names of its partitions",
                    "ALTER PUBLICATION " + quoted + " SET (publish_via_partition_root = true);"
                            + (member == null
                                    ? " ALTER PUBLICATION " + quoted + " ADD TABLE " + sql + "; if it is not in it"
                                    : "")));
            return gaps;
        }
        if (member == null) {
            gaps.add(new Gap("lacks " + table.name(), "ALTER PUBLICATION " + quoted + " ADD TABLE " + sql + ";", true));
            return gaps;
        }
        if (member.filter() != null) {
            gaps.add(new Gap(
                    "publishes only the rows of " + table.name() + " that meet " + member.filter(),
                    "take the table out of the publication and add it without WHERE"));
        }
        List<String> published = member.columns();
        if (published != null) {
            TreeSet<String> lacking = new TreeSet<>();
            table.columns().stream()
                    .filter(column -> !column.generated() && !published.contains(column.name()))
                    .forEach(column -> lacking.add(column.name()));
            if (!lacking.isEmpty()) {
                gaps.add(new Gap(
                        "does not publish the columns " + String.join(", ", lacking) + " of " + table.name(),
                        "take the table out of the publication and add it without a list of columns"));
            }
        }
        return gaps;
    }
}
