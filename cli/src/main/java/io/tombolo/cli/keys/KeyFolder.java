package io.tombolo.cli.keys;

import io.tombolo.anchoring.seal.LogKeys;
import io.tombolo.anchoring.seal.PemLogKeys;
import io.tombolo.cli.shell.CommandException;
import io.tombolo.server.DataFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --data} or {@code --keys}, and the log keys there. */
final class KeyFolder {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "tombolo-data",
            description = "the data folder of a tombolo up (default: ${DEFAULT-VALUE})")
    Path data = Path.of("tombolo-data");

    @Option(names = "--keys", paramLabel = "DIR", description = "instead: the keysDir of a tombolo anchoring")
    @Nullable Path keys;

    /** The data folder; null where only a folder of keys was given. */
    @Nullable Path data() {
        return keys == null ? data : null;
    }

    /** Reads or changes the keys. */
    <T> T with(Function<PemLogKeys, T> use) {
        Path folder = keys == null ? data.resolve("keys") : keys;
        if (!Files.isDirectory(folder)) {
            throw new CommandException("there are no log keys in " + folder
                    + ": give the folder of your tombolo up with --data DIR, or its keys' with --keys DIR");
        }
        try {
            return use.apply(new PemLogKeys(folder));
        } catch (LogKeys.LogKeyException | IllegalArgumentException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        }
    }

    /** The same, while no server can be running on the data folder. */
    <T> T atRest(Function<PemLogKeys, T> use) {
        Path folder = data();
        if (folder == null || !Files.isDirectory(folder.resolve("keys"))) {
            return with(use);
        }
        DataFolder held = DataFolder.open(folder);
        try {
            return with(use);
        } finally {
            held.close();
        }
    }
}
