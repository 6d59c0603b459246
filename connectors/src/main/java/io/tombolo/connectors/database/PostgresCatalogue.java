package io.tombolo.connectors.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** PostgreSQL's catalogue, from version 12 on. */
public final class PostgresCatalogue implements Catalogue {

    private static final String SHAREABLE = " c.relkind IN ('r', 'p') AND c.relpersistence = 'p' AND n.nspname NOT LIKE"
            + " 'pg\\_%' AND n.nspname <> 'information_schema'";

    private static final String COLUMNS = """
            WITH RECURSIVE base AS (
              SELECT a.attnum, a.atttypid AS type, a.atttypmod AS modifier
              FROM pg_attribute a WHERE a.attrelid = ? AND a.attnum > 0 AND NOT a.attisdropped
              UNION ALL
              SELECT b.attnum, t.typbasetype, CASE WHEN t.typtypmod = -1 THEN b.modifier ELSE t.typtypmod END
              FROM base b JOIN pg_type t ON t.oid = b.type WHERE t.typtype = 'd'
            )
            SELECT a.attname, format_type(a.atttypid, a.atttypmod), format_type(b.type, b.modifier),
              CASE WHEN t.typcategory = 'A' THEN 'ARRAY'
                   ELSE CASE t.typtype WHEN 'b' THEN 'BASE' WHEN 'e' THEN 'ENUM' WHEN 'c' THEN 'COMPOSITE'
                     WHEN 'r' THEN 'RANGE' WHEN 'm' THEN 'MULTIRANGE' ELSE 'OTHER' END END,
              NOT a.attnotnull, a.attgenerated <> '', a.attstorage <> 'p'
            FROM pg_attribute a
            JOIN base b ON b.attnum = a.attnum
            JOIN pg_type t ON t.oid = b.type AND t.typtype <> 'd'
            WHERE a.attrelid = ? ORDER BY a.attnum
            """;

    private static final String KEY = """
            SELECT a.attname FROM pg_index i
            CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, place)
            JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
            WHERE i.indrelid = ? AND i.indisprimary AND k.place <= i.indnkeyatts ORDER BY k.place
            """;

    private final Connection database;

    /** @param database any role's connection; it stays open */
    public PostgresCatalogue(Connection database) {
        this.database = database;
    }

    @Override
    public List<TableName> names() throws SQLException {
        return Catalogue.all(
                database,
                row -> new TableName(row.getString(1), row.getString(2)),
                "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE"
                        + SHAREABLE + " ORDER BY 1, 2");
    }

    @Override
    public Optional<SourceTable> table(TableName name) throws SQLException {
        return Catalogue.all(
                        database,
                        row -> table(name, row),
                        "SELECT c.oid, c.relkind = 'p', rn.nspname, r.relname, c.relreplident::text FROM pg_class c JOIN"
                                + " pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_class r ON c.relispartition"
                                + " AND r.oid = pg_partition_root(c.oid) LEFT JOIN pg_namespace rn ON rn.oid ="
                                + " r.relnamespace WHERE n.nspname = ? AND c.relname = ? AND" + SHAREABLE,
                        name.outer(),
                        name.name())
                .stream()
                .findFirst();
    }

    private SourceTable table(TableName name, ResultSet row) throws SQLException {
        long id = row.getLong(1);
        String root = row.getString(4);
        return new SourceTable(
                name,
                id,
                row.getBoolean(2),
                root == null ? null : new TableName(row.getString(3), root),
                identity(row.getString(5)),
                Catalogue.all(database, PostgresCatalogue::column, COLUMNS, id, id),
                Catalogue.all(database, key -> key.getString(1), KEY, id));
    }

    private static SourceColumn column(ResultSet row) throws SQLException {
        return new SourceColumn(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                SourceColumn.Kind.valueOf(row.getString(4)),
                row.getBoolean(5),
                row.getBoolean(6),
                row.getBoolean(7));
    }

    static SourceTable.Identity identity(String letter) {
        return switch (letter) {
            case "f" -> SourceTable.Identity.FULL;
            case "i" -> SourceTable.Identity.INDEX;
            case "n" -> SourceTable.Identity.NOTHING;
            default -> SourceTable.Identity.DEFAULT;
        };
    }
}
