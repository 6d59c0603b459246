package io.tombolo.anchoring.status;

import io.tombolo.schemas.DatasetId;
import org.jspecify.annotations.Nullable;

/**
 * How far one log has come; sizes in leaves, as far as this process knows.
 *
 * @param appended leaves committed to the log
 * @param sealed size of the newest checkpoint
 * @param anchored size of the newest anchor
 * @param ledgerTransactions anchors of this log that this process saw committed
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
        long ledgerTransactions,
        @Nullable String lastError) {}
