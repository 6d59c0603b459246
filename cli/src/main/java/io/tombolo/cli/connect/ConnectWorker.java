package io.tombolo.cli.connect;

import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.Connection;
import io.tombolo.connect.EmbeddedConnect;
import io.tombolo.publish.ConnectClient;
import io.tombolo.publish.PublishException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        return new ConnectClient(endpoint("connect"), connection().http());
    }

    /** With what this command connects to our server. */
    Connection connection() {
        return connect == null ? Connection.ofFolder(data) : Connection.OPEN;
    }

    /**
     * Settings by which a connector's own Kafka clients connect as our worker does, one for each prefix. They refer to a file that only the
     * worker reads, so that no password is in a connector's configuration. Empty for an open server, and for a worker elsewhere.
     */
    Map<String, String> clients(List<String> prefixes) {
        Map<String, String> settings = new LinkedHashMap<>();
        Path file = secrets().toAbsolutePath().normalize().resolve(EmbeddedConnect.KAFKA_SECRETS);
        for (String key : connection().kafka("").keySet()) {
            if (!key.equals("bootstrap.servers")) {
                prefixes.forEach(prefix -> settings.put(prefix + key, "${file:" + file + ":" + key + "}"));
            }
        }
        return settings;
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
        return Connection.endpoint(data, part, ", or name another Kafka Connect with --connect URL");
    }
}
