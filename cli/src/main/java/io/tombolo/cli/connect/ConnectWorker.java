package io.tombolo.cli.connect;

import com.fasterxml.jackson.databind.JsonNode;
import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.Connection;
import io.tombolo.cli.shell.Json;
import io.tombolo.publish.ConnectClient;
import io.tombolo.publish.PublishException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which Connect worker a command talks to: that of a running {@code tombolo up}, found in its data folder, or any other. */
final class ConnectWorker {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "tombolo-data",
            description = "the data folder of a running tombolo up (default: ${DEFAULT-VALUE})")
    Path data = Path.of("tombolo-data");

    @Option(
            names = "--connect",
            paramLabel = "URL",
            description = "the REST interface of another Kafka Connect, instead")
    @Nullable String connect;

    @Option(
            names = "--kafka",
            paramLabel = "HOST:PORT",
            description = "with --connect: that worker's Kafka, through which backfill is asked for")
    @Nullable String kafka;

    /** Whether there is a worker to ask: a check alone needs none. */
    boolean isReachable() {
        if (connect == null && !Files.exists(data.resolve("endpoints.json"))) {
            return false;
        }
        try {
            client().names();
            return true;
        } catch (PublishException | CommandException e) {
            return false;
        }
    }

    ConnectClient client() {
        if (connect != null) {
            return new ConnectClient(connect);
        }
        if (!Connection.ofFolder(data).equals(Connection.OPEN)) {
            throw new CommandException("the tombolo up on the folder " + data + " is secured, and database connectors"
                    + " are not given its passwords: run an open one on loopback, or a Kafka Connect of your own"
                    + " (--connect URL), whose settings hold them");
        }
        return new ConnectClient(endpoint("connect"));
    }

    /** Kafka's bootstrap servers, or null when none were given. */
    @Nullable String bootstrap() {
        return connect == null ? endpoint("kafka") : kafka;
    }

    /** The registry beside a worker of our own. */
    String registry() {
        return endpoint("registry");
    }

    /** Whether the worker is one of our own, whose secrets' folder this command can write. */
    boolean ours() {
        return connect == null;
    }

    /** Where our worker may read secrets. */
    Path secrets() {
        return data.resolve("connect").resolve("secrets");
    }

    private String endpoint(String part) {
        Path file = data.resolve("endpoints.json");
        if (!Files.exists(file)) {
            throw new CommandException("no tombolo up runs on the folder " + data
                    + ": start one, or say where it is with --data DIR, or name another Kafka Connect with"
                    + " --connect URL");
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
}
