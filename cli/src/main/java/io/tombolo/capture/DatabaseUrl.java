package io.tombolo.capture;

import java.net.URI;
import java.net.URISyntaxException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a database is, as {@code postgresql://USER@HOST:PORT/DATABASE?sslmode=require}; also with {@code jdbc:} before it.
 *
 * @param scheme {@code postgresql}, {@code mysql} or {@code mariadb}
 * @param user as in the URL, or null
 * @param database empty when the URL names none
 * @param sslMode how the connection is secured, in the driver's words, or null
 */
public record DatabaseUrl(
        String scheme,
        @Nullable String user,
        String host,
        int port,
        String database,
        @Nullable String sslMode) {

    private static final Map<String, Integer> PORTS = Map.of("postgresql", 5432, "mysql", 3306, "mariadb", 3306);
    private static final String LOGIN_SECONDS = "10";

    /**
     * Reads a URL.
     *
     * @throws CaptureException if it is none, or holds a password, which any user that lists processes would see
     */
    public static DatabaseUrl parse(String text) {
        URI uri;
        try {
            uri = new URI(text.replaceFirst("^jdbc:", ""));
        } catch (URISyntaxException e) {
            throw new CaptureException("--url is not a URL: " + e.getReason() + ", at character " + e.getIndex(), e);
        }
        String scheme = String.valueOf(uri.getScheme()).replaceFirst("^postgres$", "postgresql");
        if (uri.getRawUserInfo() != null && uri.getRawUserInfo().contains(":")) {
            throw new CaptureException(
                    "--url holds a password, which everyone who lists processes can read: leave it out "
                            + "and give --password-file FILE");
        }
        if (!PORTS.containsKey(scheme) || uri.getHost() == null) {
            throw new CaptureException(
                    "--url " + text + ": must be like postgresql://USER@HOST:5432/DATABASE, or mysql:// or mariadb://");
        }
        int port = uri.getPort() < 0 ? PORTS.getOrDefault(scheme, 0) : uri.getPort();
        String path = uri.getPath() == null ? "" : uri.getPath().replaceFirst("^/", "");
        return new DatabaseUrl(scheme, uri.getUserInfo(), uri.getHost(), port, path, sslMode(text, uri));
    }

    private static @Nullable String sslMode(String text, URI uri) {
        if (uri.getQuery() == null) {
            return null;
        }
        Map<String, String> parameters = Stream.of(uri.getQuery().split("&", -1))
                .map(parameter -> parameter.split("=", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts.length > 1 ? parts[1] : ""));
        String mode = parameters.remove("sslmode");
        if (!parameters.isEmpty()) {
            throw new CaptureException("--url " + text + ": parameter "
                    + parameters.keySet().iterator().next()
                    + " is not known; sslmode is, others can be given as --set database.NAME=VALUE");
        }
        return mode;
    }

    /**
     * Opens a connection, to look.
     *
     * @throws CaptureException in the server's own words, which never hold the password
     */
    public Connection open(String asUser, String password) {
        Properties properties = new Properties();
        properties.setProperty("user", asUser);
        properties.setProperty("password", password);
        if (scheme.equals("postgresql")) {
            properties.setProperty("loginTimeout", LOGIN_SECONDS);
            properties.setProperty("ApplicationName", "tombolo");
        } else {
            properties.setProperty("connectTimeout", LOGIN_SECONDS + "000");
        }
        if (sslMode != null) {
            properties.setProperty(scheme.equals("postgresql") ? "sslmode" : "sslMode", sslMode);
        }
        String jdbc = scheme.equals("postgresql") ? "postgresql" : "mariadb";
        try {
            return DriverManager.getConnection("jdbc:" + jdbc + "://" + host + ":" + port + "/" + database, properties);
        } catch (SQLException e) {
            throw new CaptureException(
                    "database " + this + " can't be opened as " + asUser + ": "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(e.getSQLState()),
                    e);
        }
    }

    /** Without the user. */
    @Override
    public String toString() {
        return scheme + "://" + host + ":" + port + "/" + database;
    }
}
