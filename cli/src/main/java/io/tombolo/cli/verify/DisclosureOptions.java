package io.tombolo.cli.verify;

import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.Connection;
import io.tombolo.cli.shell.Server;
import io.tombolo.connect.ProtectKeyset;
import io.tombolo.connectors.protect.KeyReader;
import io.tombolo.protect.KeyEncryption;
import io.tombolo.protect.KeyException;
import io.tombolo.verification.evidence.EvidenceRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --disclose}, and where the owner's keys are. */
final class DisclosureOptions {
    @Option(
            names = "--disclose",
            paramLabel = "FIELD",
            split = ",",
            description =
                    "at the owner: add the keys that open these protected fields of these events, and nothing else; named as in"
                            + " --protect, or by their place, as /after/diagnosis")
    List<String> fields = List.of();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "tombolo-data",
            description = "with --disclose: the data folder of tombolo up (default: ${DEFAULT-VALUE})")
    Path data = Path.of("tombolo-data");

    @Option(
            names = "--protect-keyset",
            paramLabel = "KEYSET",
            description =
                    "with --disclose: the key encryption key, if it is not the one that tombolo up --protect-keyset was given")
    @Nullable String keyset;

    @Option(
            names = "--kafka",
            paramLabel = "FILE",
            description = "with --disclose: settings of a Kafka client that may read tombolo.keys, if not the server's")
    @Nullable Path kafka;

    boolean isGiven() {
        return !fields.isEmpty();
    }

    /**
     * The records with the keys of the fields that are named.
     *
     * @throws CommandException when a field can't be disclosed: it names the field and why
     */
    List<EvidenceRecord> disclosing(String origin, List<EvidenceRecord> records, Server server) {
        String where = keyset == null ? ProtectKeyset.of(data) : keyset;
        if (keyset == null && !Files.isDirectory(data)) {
            throw new CommandException("--disclose: there is no folder " + data
                    + ": give that of the owner's tombolo up with --data DIR, or its key with --protect-keyset");
        }
        try {
            try (KeyReader keys = new KeyReader(kafka(server), KeyEncryption.of(where), KeyReader.FOR_A_COMMAND)) {
                return new Disclosing(origin, fields, keys::keys).of(records);
            }
        } catch (KeyException e) {
            throw new CommandException("--disclose: " + e.getMessage(), e);
        }
    }

    private Map<String, String> kafka(Server server) {
        if (kafka == null) {
            return server.connection().kafka(server.endpoints());
        }
        Map<String, String> settings = Connection.read("--kafka", kafka).settings();
        if (!settings.containsKey("bootstrap.servers")) {
            throw new CommandException("--kafka " + kafka + ": has no bootstrap.servers");
        }
        return settings;
    }
}
