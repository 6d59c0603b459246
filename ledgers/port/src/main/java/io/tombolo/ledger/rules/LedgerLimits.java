package io.tombolo.ledger.rules;

import java.time.Duration;
import java.time.Instant;

/** How large an argument may be; the same numbers on every ledger, because peers must agree on them. */
public final class LedgerLimits {
    /** Heads in one transaction. With a note and proof each, 1000 make about 1.5 MB, under Fabric's usual block size. */
    public static final int MAX_HEADS = 1000;

    /** Bytes of one signed note; room for a dozen cosignatures. */
    public static final int MAX_NOTE_BYTES = 4096;

    /** Hashes in a consistency proof: twice the height of the largest possible tree, less one. */
    public static final int MAX_PROOF_HASHES = 127;

    /** Anchors or forks in one answer. */
    public static final int MAX_PAGE = 1000;

    /** How far a transaction's timestamp may be from the endorsing peer's clock, either way. */
    public static final long MAX_CLOCK_DISTANCE_MILLIS = 60_000;

    private LedgerLimits() {}

    /** Whether a transaction's timestamp is near enough to the clock of the peer that endorses it. */
    public static boolean isInTime(Instant timestamp, Instant endorserNow) {
        return Duration.between(timestamp, endorserNow).abs().toMillis() <= MAX_CLOCK_DISTANCE_MILLIS;
    }
}
