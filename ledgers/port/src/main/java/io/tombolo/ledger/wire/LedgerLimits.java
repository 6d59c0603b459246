package io.tombolo.ledger.wire;

import io.tombolo.schemas.Origin;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/** How large an argument may be; the same numbers on every ledger, because peers must agree on them. */
public final class LedgerLimits {
    /** Heads in one transaction. */
    public static final int MAX_HEADS = 1000;

    /**
     * Bytes of one transaction's heads. What peers write and sign comes on top, about as much again: with that a transaction
     * stays well under the 10 MB that a Fabric orderer takes by default.
     */
    public static final int MAX_ARGUMENT_BYTES = 2 << 20;

    /** Bytes of one head: the longest note, the longest proof, and room for what's around them. */
    public static final int MAX_HEAD_BYTES = 12 << 10;

    /** Characters of an origin. */
    public static final int MAX_ORIGIN_LENGTH = Origin.MAX_LENGTH;

    /** Log keys that a dataset may have had. */
    public static final int MAX_LOG_KEYS = 64;

    /** Bytes of a rule for names: its largest number of members, each of 128 characters, and room for the number. */
    public static final int MAX_NAME_RULE_BYTES = 13_000;

    /** How far ahead a new log key may be announced. */
    public static final Duration MAX_KEY_NOTICE = Duration.ofDays(366);

    /** Bytes of one signed note; room for a dozen cosignatures. */
    public static final int MAX_NOTE_BYTES = 4096;

    /** Hashes in a consistency proof: twice the height of the largest possible tree, less one. */
    public static final int MAX_PROOF_HASHES = 127;

    /** Anchors or forks in one answer. */
    public static final int MAX_PAGE = 1000;

    /** How far a transaction's timestamp may be from the endorsing peer's clock, either way. */
    public static final long MAX_CLOCK_DISTANCE_MILLIS = 60_000;

    private LedgerLimits() {}

    /**
     * Refuses an argument that is too large.
     *
     * @throws TooLargeException naming the argument, its size and the limit
     */
    public static void require(String what, String argument, int maxBytes) {
        if (argument.length() > maxBytes || argument.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
            int bytes = argument.getBytes(StandardCharsets.UTF_8).length;
            throw new TooLargeException(what + ": " + bytes + " bytes, limit " + maxBytes);
        }
    }

    /** Whether a transaction's timestamp is near enough to the clock of the peer that endorses it. */
    public static boolean isInTime(Instant timestamp, Instant endorserNow) {
        return Duration.between(timestamp, endorserNow).abs().toMillis() <= MAX_CLOCK_DISTANCE_MILLIS;
    }

    /** The answer to a transaction whose timestamp is too far off. */
    public static String notInTime(Instant timestamp) {
        return "transaction timestamp " + timestamp + " is more than " + MAX_CLOCK_DISTANCE_MILLIS
                + " ms from the endorsing peer's clock";
    }

    /** An argument over its limit; the message names the argument, its size and the limit. */
    public static final class TooLargeException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        public TooLargeException(String message) {
            super(message);
        }
    }
}
