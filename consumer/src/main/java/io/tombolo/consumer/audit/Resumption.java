package io.tombolo.consumer.audit;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * How an audit outlives its process: what an earlier run left, and where this one leaves its own.
 *
 * @param from what an earlier run left; the caller vouches that nobody altered it, see {@link AuditStateFile}
 * @param saver takes what there is to go on from, on the auditing thread, now and then and when the audit ends before its time
 * @param every how long the saver is left in peace
 * @param stop asked now and then whether the audit is to stop
 */
public record Resumption(
        Optional<SavedAudit> from, Consumer<SavedAudit> saver, Duration every, BooleanSupplier stop, Clock clock) {
    /** From the first record to the last in one go. */
    public static final Resumption NONE =
            new Resumption(Optional.empty(), state -> {}, Duration.ofDays(365), () -> false, Clock.systemUTC());
}
