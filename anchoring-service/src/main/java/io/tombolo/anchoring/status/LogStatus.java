package io.tombolo.anchoring.status;

import io.tombolo.schemas.DatasetId;
import org.jspecify.annotations.Nullable;

/**
 * How far one log has come; sizes in leaves, as far as this process knows.
 *
 * @param appended leaves committed to the log
 * @param sealed size of the newest checkpoint
 * @param anchored size of the newest anchor
 * @param batchOpenedAt wall-clock time of the open batch's first leaf, ms; -1 when none is open
 * @param stateBytes length of what is saved of it at each commit
 * @param ledgerTransactions anchors of this log that this process saw committed
 * @param setAside whether the ledger, or the log itself, says that it can't be anchored any more; {@code lastError} says why
 * @param lastError what goes wrong with this log now; null while nothing does
 */
public record LogStatus(
        DatasetId dataset,
        String origin,
        String topic,
        int partition,
        long appended,
        long sealed,
        long anchored,
        long batchOpenedAt,
        int stateBytes,
        long ledgerTransactions,
        boolean setAside,
        @Nullable String lastError) {}
