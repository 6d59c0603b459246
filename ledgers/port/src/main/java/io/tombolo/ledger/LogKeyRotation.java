package io.tombolo.ledger;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A new log key for a dataset, which ends the newest one so far.
 *
 * @param logKey as in {@link DatasetRegistration}
 * @param from when the new key takes over, whole milliseconds: now or later, at most a year ahead; the past can't be changed
 */
public record LogKeyRotation(String organisation, String dataset, String logKey, Instant from) {
    public LogKeyRotation {
        requireNonNull(organisation, "organisation");
        requireNonNull(dataset, "dataset");
        requireNonNull(logKey, "logKey");
        from = requireNonNull(from, "from").truncatedTo(ChronoUnit.MILLIS);
    }
}
