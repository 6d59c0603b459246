package io.tombolo.cli.erase;

import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.Connection;
import io.tombolo.cli.shell.Server;
import io.tombolo.connect.ProtectKeyset;
import io.tombolo.connectors.protect.KeyTopic;
import io.tombolo.protect.KeyEncryption;
import io.tombolo.protect.KeyException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --data}: the folder of the running server whose keys a command changes, and what it reaches from there. */
final class OwnersFolder {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "tombolo-data",
            description = "the data folder of the running tombolo up (default: ${DEFAULT-VALUE})")
    Path data = Path.of("tombolo-data");

    @Option(
            names = "--protect-keyset",
            paramLabel = "KEYSET",
            description = "the key encryption key, if it is not the one that tombolo up --protect-keyset was given")
    @Nullable String keyset;

    private String endpoint(String part) {
        return Connection.endpoint(data, part, "");
    }

    Connection connection() {
        return Connection.ofFolder(data);
    }

    Map<String, String> kafka() {
        return connection().kafka(endpoint("kafka"));
    }

    Map<String, String> registry() {
        return connection().registry(endpoint("registry"));
    }

    /** The read side. */
    Server server() {
        return new Server().at(endpoint("api"), connection());
    }

    String keysets() {
        return keyset == null ? ProtectKeyset.of(data) : keyset;
    }

    KeyTopic keys() {
        try {
            return new KeyTopic(kafka(), KeyEncryption.of(keysets()));
        } catch (KeyException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        }
    }
}
