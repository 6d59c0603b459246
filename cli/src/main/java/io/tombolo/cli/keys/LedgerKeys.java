package io.tombolo.cli.keys;

import io.tombolo.cli.shell.CommandException;
import io.tombolo.cli.shell.Folders;
import io.tombolo.ledger.LedgerException;
import io.tombolo.ledger.LogKeyRange;
import io.tombolo.schemas.DatasetId;
import io.tombolo.server.Consortium;
import io.tombolo.server.DataFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a ledger says of a dataset's log keys.
 *
 * @param data the data folder of the embedded ledger
 * @param ledgerFile the consortium's ledger; null for the embedded one
 */
record LedgerKeys(@Nullable Path data, @Nullable Path ledgerFile) {

    List<LogKeyRange> of(DatasetId dataset) {
        if (ledgerFile != null) {
            return onFabric(dataset, ledgerFile);
        }
        if (data == null || !Files.isDirectory(data.resolve("ledger"))) {
            throw new CommandException("there is no embedded ledger in " + data
                    + ": give its server's folder with --data DIR, or a consortium's ledger with --ledger-config FILE");
        }
        try (DataFolder held = DataFolder.open(data);
                Consortium embedded = Consortium.embedded(held.sub("ledger"), Clock.systemUTC())) {
            return ask(embedded, dataset.organisation(), dataset);
        }
    }

    /** Beside a server that runs: with a state folder of its own, in which nothing is left. */
    private static List<LogKeyRange> onFabric(DatasetId dataset, Path ledgerFile) {
        Path state = temporary();
        try (Consortium fabric = Consortium.fabric(state, ledgerFile)) {
            // Anybody may ask about anybody's keys; only changing them takes the owner.
            String reader = fabric.organisations()
                    .orElse(List.of(dataset.organisation()))
                    .get(0);
            return ask(fabric, reader, dataset);
        } finally {
            Folders.delete(state);
        }
    }

    private static List<LogKeyRange> ask(Consortium consortium, String reader, DatasetId dataset) {
        try {
            return consortium.as(reader).logKeys(dataset.organisation(), dataset.name());
        } catch (LedgerException e) {
            throw new CommandException(
                    "the ledger " + consortium.description() + " does not say: " + e.getMessage(), e);
        }
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("tombolo-keys");
        } catch (IOException e) {
            throw new CommandException("a temporary folder can't be made: " + e.getMessage(), e);
        }
    }
}
