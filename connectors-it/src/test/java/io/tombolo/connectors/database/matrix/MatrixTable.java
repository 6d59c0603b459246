package io.tombolo.connectors.database.matrix;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** One table of the matrix: what is done to it, and what must come of it. */
final class MatrixTable {

    private static final int INSERTED = 1_000;
    private static final int MOVED = 5_000;

    private final MatrixDatabase database;
    private final MatrixType type;
    private final String identity;
    private final String table;
    private final List<String> values;

    MatrixTable(MatrixDatabase database, MatrixType type, String identity) {
        this.database = database;
        this.type = type;
        this.identity = identity;
        this.table = database.table(type, identity);
        // An index takes no large ones; and with two dates that hold a zero nothing shows that a key has changed.
        this.values = type.values().stream()
                .filter(value -> !inKey()
                        || !(value.contains("repeat(") || value.contains("SELECT") || value.contains("-00-00")))
                .toList();
    }

    /** Makes it; false when the type can stand in no key, and the table is not there. */
    boolean make() throws SQLException {
        return !values.isEmpty() && database.create(type, identity);
    }

    boolean inKey() {
        return identity.equals(MatrixDatabase.IN_KEY);
    }

    MatrixType type() {
        return type;
    }

    String identity() {
        return identity;
    }

    String table() {
        return table;
    }

    String name() {
        return table.substring(table.indexOf('.') + 1);
    }

    /** Rows that are there before the connector is. */
    List<Expected> fill() throws SQLException {
        for (int id = 1; id <= values.size(); id++) {
            insert(id, value(id));
        }
        database.execute("INSERT INTO " + table + " VALUES (0, 0, NULL, " + value(1) + ")");
        return present("snapshot");
    }

    /** All rows as they are now, which a snapshot must hold. */
    List<Expected> present(String kind) throws SQLException {
        List<Expected> all = new ArrayList<>();
        for (MatrixRow row : database.rows(table)) {
            all.add(new Expected("SNAPSHOT", kind, value(row.id() % INSERTED), null, row));
        }
        return all;
    }

    List<Expected> change() throws SQLException {
        List<Expected> all = new ArrayList<>();
        for (int id = 1; id <= values.size(); id++) {
            insert(INSERTED + id, value(id));
            all.add(new Expected("CREATE", "insert", value(id), null, database.row(table, INSERTED + id)));
        }
        for (int id = 1; id <= values.size(); id++) {
            all.add(update("update of another column", id, "n = n + 1", value(id)));
        }
        for (int id = 1; id <= values.size(); id++) {
            String next = value(id % values.size() + 1);
            all.addAll(moved("update of this column", id, "n = n + 1, v = " + next + ", w = " + next, next));
        }
        for (int id = 1; id <= values.size(); id++) {
            String held = value(id % values.size() + 1);
            MatrixRow before = database.row(table, id);
            database.execute("UPDATE " + table + " SET id = " + (id + MOVED) + " WHERE id = " + id);
            all.add(new Expected("DELETE", "key change", held, before, null));
            all.add(new Expected("CREATE", "key change", held, null, database.row(table, id + MOVED)));
        }
        for (int id = 1; id <= values.size(); id++) {
            MatrixRow before = database.row(table, id + MOVED);
            database.execute("DELETE FROM " + table + " WHERE id = " + (id + MOVED));
            all.add(new Expected("DELETE", "delete", value(id % values.size() + 1), before, null));
        }
        all.add(update("update to null", 0, "n = n + 1", value(1)));
        return all;
    }

    /** A deletion and an insert where the column is in the key and has another value. */
    private List<Expected> moved(String kind, int id, String set, String value) throws SQLException {
        Expected change = update(kind, id, set, value);
        MatrixRow before = change.before();
        MatrixRow after = change.after();
        if (!inKey() || before == null || after == null || Objects.equals(before.w(), after.w())) {
            return List.of(change);
        }
        return List.of(
                new Expected("DELETE", kind, value(id), before, null),
                new Expected("CREATE", kind, value, null, after));
    }

    private Expected update(String kind, int id, String set, String value) throws SQLException {
        MatrixRow before = database.row(table, id);
        database.execute("UPDATE " + table + " SET " + set + " WHERE id = " + id);
        return new Expected("UPDATE", kind, value, before, database.row(table, id));
    }

    private void insert(int id, String value) throws SQLException {
        database.execute("INSERT INTO " + table + " VALUES (" + id + ", " + id + ", " + value + ", " + value + ")");
    }

    private String value(int id) {
        return values.get(Math.max(id, 1) - 1);
    }
}
