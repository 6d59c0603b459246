package io.tombolo.connectors.database;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A PostgreSQL for one test; its database is {@code postgres}. */
public interface PostgresDatabase extends AutoCloseable {

    String host();

    int port();

    default Connection connect(String user) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://" + host() + ":" + port() + "/postgres", user, "");
    }

    default void execute(String... statements) throws SQLException {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Override
    void close() throws IOException;
}
