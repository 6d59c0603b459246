package io.tombolo.cli;

import io.tombolo.connectors.database.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A bank in PostgreSQL that pgbench keeps busy: each transaction changes one account, counts its version up, and writes one line of
 * history. So every change of the database can be recognised, including one that was delivered twice or not at all.
 */
final class BankUnderLoad {
    static final int ACCOUNTS = 100;
    static final String TABLES = "public.accounts,public.history";

    private final PostgresServer postgres;

    private BankUnderLoad(PostgresServer postgres) {
        this.postgres = postgres;
    }

    static BankUnderLoad in(PostgresServer postgres) throws SQLException {
        postgres.execute(
                "CREATE TABLE accounts (id int PRIMARY KEY, balance bigint NOT NULL, version bigint NOT NULL)",
                "CREATE TABLE history (id bigserial PRIMARY KEY, account int NOT NULL, delta int NOT NULL)",
                "INSERT INTO accounts SELECT n, 0, 0 FROM generate_series(1, " + ACCOUNTS + ") n",
                "ALTER TABLE accounts REPLICA IDENTITY FULL",
                "ALTER TABLE history REPLICA IDENTITY FULL");
        return new BankUnderLoad(postgres);
    }

    Process busy(Path dir, int perSecond, int seconds) throws IOException {
        Path script = Files.writeString(dir.resolve("bank.sql"), """
            \\set a random(1, %d)
            \\set d random(-100, 100)
            BEGIN;
            UPDATE accounts SET balance = balance + :d, version = version + 1 WHERE id = :a;
            INSERT INTO history(account, delta) VALUES (:a, :d);
            COMMIT;
            """.formatted(ACCOUNTS));
        return postgres.pgbench(script, 4, perSecond, seconds);
    }

    long transactions() throws SQLException {
        return Long.parseLong(rows("SELECT count(*)::text FROM history").get(0));
    }

    /**
     * What differs between the database, asked now, and what the verified events show; nothing when each change was delivered exactly
     * once and in its order.
     */
    List<String> differences(List<VerifiedEvents.Event> accounts, List<VerifiedEvents.Event> history)
            throws SQLException {
        List<String> differences = new ArrayList<>();
        compare(
                "accounts",
                rows("SELECT id || ' ' || balance || ' ' || version FROM accounts"),
                VerifiedEvents.table(accounts, "id").values().stream()
                        .map(row -> row.get("id") + " " + row.get("balance") + " " + row.get("version"))
                        .toList(),
                differences);
        compare(
                "history",
                rows("SELECT id || ' ' || account || ' ' || delta FROM history"),
                history.stream()
                        .map(VerifiedEvents.Event::after)
                        .map(row -> row.get("id") + " " + row.get("account") + " " + row.get("delta"))
                        .toList(),
                differences);
        Map<String, Long> versions = new HashMap<>();
        for (VerifiedEvents.Event event : accounts) {
            long version = Long.parseLong(event.after().get("version"));
            Long last = versions.put(event.after().get("id"), version);
            if (last != null && version != last + 1) {
                differences.add(
                        "account " + event.after().get("id") + ": version " + version + " delivered after " + last);
            }
        }
        return differences;
    }

    /** As multisets. */
    private static void compare(String table, List<String> inDatabase, List<String> told, List<String> differences) {
        Map<String, Integer> count = new TreeMap<>();
        inDatabase.forEach(row -> count.merge(row, 1, Integer::sum));
        told.forEach(row -> count.merge(row, -1, Integer::sum));
        count.forEach((row, left) -> {
            if (left != 0) {
                differences.add(table + " row (" + row + "): "
                        + (left > 0 ? "never delivered, " : "delivered too often, ") + left);
            }
        });
    }

    private List<String> rows(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = postgres.connect("postgres");
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(sql)) {
            while (answer.next()) {
                rows.add(answer.getString(1));
            }
        }
        return rows;
    }
}
