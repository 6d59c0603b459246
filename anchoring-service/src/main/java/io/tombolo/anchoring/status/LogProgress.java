package io.tombolo.anchoring.status;

import io.tombolo.schemas.DatasetId;

/**
 * What a stream thread has committed, or is about to, of one log.
 *
 * @param appended leaves of the log
 * @param sealed size of the newest checkpoint
 * @param batchOpenedAt wall-clock time of the open batch's first leaf, ms; -1 when none is open
 * @param stateBytes length of the saved state
 */
public record LogProgress(
        DatasetId dataset,
        String origin,
        String topic,
        int partition,
        long appended,
        long sealed,
        long batchOpenedAt,
        int stateBytes) {}
