package io.tombolo.server;

import io.tombolo.anchoring.append.AppendService;
import io.tombolo.anchoring.config.AnchoringConfig;
import io.tombolo.ledger.LedgerException;
import io.tombolo.schemas.contract.AnchorRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Compares the logs of a restored folder with the ledgers, before any source writes a record. What was anchored after the backup is lost
 * here and true elsewhere: other records in its place would make two histories, both signed by this owner.
 */
final class RestoredLogs {
    private static final int NAMED = 5;

    private final Path root;
    private final OpenLedgers ledgers;

    private RestoredLogs(Path root, OpenLedgers ledgers) {
        this.root = root;
        this.ledgers = ledgers;
    }

    /**
     * Returns once the logs are not behind, which is noted in the folder.
     *
     * @throws ServerException when a ledger is ahead of a log, or does not answer
     */
    static boolean compare(Path root, AnchoringConfig config, OpenLedgers ledgers) {
        new RestoredLogs(root, ledgers).compare(config);
        return true;
    }

    private void compare(AnchoringConfig config) {
        List<String> behind = new ArrayList<>();
        for (AppendService.SavedLog log : AppendService.savedLogs(config)) {
            ahead(log).ifPresent(behind::add);
        }
        if (!behind.isEmpty()) {
            List<String> first = behind.subList(0, Math.min(NAMED, behind.size()));
            throw new ServerException("data folder " + root + ", restored from backup " + RestoredFolder.read(root)
                    + ", is behind the ledger: " + String.join("; ", first)
                    + (behind.size() > NAMED ? "; and " + (behind.size() - NAMED) + " more logs" : "")
                    + ". Other records in place of the missing ones would be a second history: restore a newer backup"
                    + " (docs/recovery.md)");
        }
        RestoredFolder.compared(root);
    }

    private Optional<String> ahead(AppendService.SavedLog log) {
        List<Consortium> all = new ArrayList<>(List.of(ledgers.first()));
        all.addAll(ledgers.further());
        for (Consortium one : all) {
            if (one.organisations().isEmpty()
                    || one.organisations().get().contains(log.dataset().organisation())) {
                long held = held(one, log);
                if (held > log.size()) {
                    return Optional.of(
                            log.origin() + " has " + log.size() + " leaves, " + one.name() + " holds " + held);
                }
            }
        }
        return Optional.empty();
    }

    private long held(Consortium one, AppendService.SavedLog log) {
        try {
            return one.as(log.dataset().organisation())
                    .latest(log.origin())
                    .map(AnchorRecord::size)
                    .orElse(0L);
        } catch (LedgerException e) {
            throw new ServerException(
                    "data folder " + root + " was restored, and can't be compared with the ledger " + one.name()
                            + ", which must be done before anything is shared: " + e.getMessage(),
                    e);
        }
    }
}
