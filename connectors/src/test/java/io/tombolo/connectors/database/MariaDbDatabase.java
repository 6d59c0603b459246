package io.tombolo.connectors.database;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A MariaDB server for one test. */
public interface MariaDbDatabase extends AutoCloseable {

    String host();

    int port();

    default Connection connect(String user, String password) throws SQLException {
        return DriverManager.getConnection("jdbc:mariadb://" + host() + ":" + port() + "/", user, password);
    }

    default void execute(String... statements) throws SQLException {
        try (Connection connection = connect("root", "");
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Override
    void close() throws IOException;
}
