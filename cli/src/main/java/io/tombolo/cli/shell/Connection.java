package io.tombolo.cli.shell;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.http.HttpAccess;
import io.tombolo.server.Endpoints;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * With what a command connects to a server's parts: nothing for an open server, the file {@code client.properties} of a secured one.
 *
 * @param settings of Kafka clients and registry clients, beside their addresses
 */
public record Connection(Map<String, String> settings) {
    /** The read side's address in such a file. */
    static final String SERVER = "tombolo.server";

    private static final String TOKEN = "bearer.auth.token";

    /** To an open server. */
    public static final Connection OPEN = new Connection(Map.of());

    public Connection {
        settings = Map.copyOf(settings);
    }

    /**
     * As the file says.
     *
     * @throws CommandException when it can't be read
     */
    public static Connection read(Path file) {
        return read("--connection", file);
    }

    /** The same for another option. */
    public static Connection read(String option, Path file) {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            properties.load(in);
        } catch (IOException | IllegalArgumentException e) {
            throw new CommandException(
                    option + " " + file + " can't be read (" + e + "): a secured tombolo up writes one as"
                            + " DIR/security/client.properties",
                    e);
        }
        Map<String, String> settings = new LinkedHashMap<>();
        properties.stringPropertyNames().forEach(key -> settings.put(key, properties.getProperty(key)));
        return new Connection(settings);
    }

    /** That of a data folder's server. */
    public static Connection ofFolder(Path data) {
        Path file = data.resolve("security").resolve("client.properties");
        return Files.exists(file) ? read(file) : OPEN;
    }

    /**
     * Where a part of a data folder's running server listens.
     *
     * @param part as {@code kafka} or {@code api}
     * @param instead what else the user may do where no server runs, from {@code , or} on
     * @throws CommandException when no server runs there
     */
    public static String endpoint(Path data, String part, String instead) {
        Path file = data.resolve("endpoints.json");
        if (!Files.exists(file)) {
            throw new CommandException("no tombolo up runs on the folder " + data
                    + ": start one, or say where it is with --data DIR" + instead);
        }
        try {
            JsonNode where = Json.MAPPER.readTree(file.toFile()).path(part);
            if (where.isTextual()) {
                return where.asText();
            }
        } catch (IOException e) {
            throw new CommandException("file " + file + " can't be read: " + e.getMessage(), e);
        }
        throw new CommandException("file " + file + " does not say where " + part + " is");
    }

    Optional<String> server() {
        return Optional.ofNullable(settings.get(SERVER));
    }

    /** Over HTTP. */
    public HttpAccess http() {
        return new HttpAccess(
                // Kafka may be another's, with other authorities.
                Optional.ofNullable(settings.getOrDefault(
                                "schema.registry.ssl.truststore.location", settings.get("ssl.truststore.location")))
                        .map(Path::of),
                Optional.ofNullable(settings.get(TOKEN)));
    }

    /** Settings of a Kafka client at that address. */
    public Map<String, String> kafka(String bootstrap) {
        return with(
                "bootstrap.servers",
                bootstrap,
                key -> Stream.of("security.", "sasl.", "ssl.").anyMatch(key::startsWith));
    }

    /** As {@link #kafka(String)}, at the server's, or at the address that the file names: partners have one of their own. */
    public Map<String, String> kafka(Endpoints endpoints) {
        return kafka(settings.getOrDefault("bootstrap.servers", endpoints.kafka()));
    }

    /**
     * As {@link #kafka(Endpoints)}, for a verifying consumer: one that belongs to an agreement signs what it verified.
     *
     * @param kafka settings that {@link #kafka} made
     */
    public Map<String, Object> verifying(Map<String, String> kafka) {
        Map<String, Object> all = new LinkedHashMap<>(kafka);
        settings.forEach((name, value) -> {
            if (name.startsWith("tombolo.usage.") || name.equals("tombolo.agreements")) {
                all.put(name, value);
            }
        });
        return all;
    }

    /** Settings of a registry client at that address. */
    public Map<String, String> registry(String url) {
        return with(
                "schema.registry.url",
                url,
                key -> Stream.of("bearer.auth.", "schema.registry.").anyMatch(key::startsWith));
    }

    /** As {@link #registry(String)}, at the server's. */
    public Map<String, String> registry(Endpoints endpoints) {
        return registry(endpoints.registry());
    }

    private Map<String, String> with(String key, String address, Predicate<String> which) {
        Map<String, String> chosen = new LinkedHashMap<>();
        settings.forEach((name, value) -> {
            if (which.test(name)) {
                chosen.put(name, value);
            }
        });
        chosen.put(key, address);
        return chosen;
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "Connection" + settings.keySet();
    }
}
