package io.tombolo.schemas.signed;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.note.NoteSigner;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.schemas.Origin;
import java.security.KeyPair;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * What the consumer of an agreement verified of one partition in one minute: it signs this, and both sides make their statements of it.
 *
 * @param agreement its id, 32 hexadecimal digits
 * @param origin of the partition's log
 * @param from the first leaf
 * @param to the leaf behind the last one
 * @param root of the tree of {@code to} leaves, as the consumer recomputed it and a signed head confirms it
 * @param events how many were verified: at most {@code to - from}, fewer where some were refused or had expired
 * @param bytes of their keys and values, 0 where that is not known any more
 * @param minute its begin, UTC, by the consumer's clock
 */
public record UsageReceipt(
        String agreement, Origin origin, long from, long to, Hash root, long events, long bytes, Instant minute) {
    public static final String FORMAT = "tombolo-usage/1";

    /** A minute's work of far more than one machine. */
    public static final long MOST_LEAVES = 1_000_000_000;

    /** @throws MalformedException naming the field, its value and its limit */
    public UsageReceipt {
        require(agreement.matches("[0-9a-f]{32}"), "agreement " + agreement, "must be 32 hexadecimal digits");
        require(from >= 0 && from < to, "from " + from + " to " + to, "must be leaves, the first before the last");
        require(
                events >= 0 && events <= to - from,
                "events " + events,
                "must be 0 to " + (to - from) + ", the number of leaves");
        require(bytes >= 0, "bytes " + bytes, "must not be negative");
        require(
                minute.equals(minute.truncatedTo(ChronoUnit.MINUTES)),
                "minute " + minute,
                "must be the begin of a minute");
    }

    private static void require(boolean holds, String what, String limit) {
        if (!holds) {
            throw new MalformedException("receipt of usage: " + what + ": " + limit);
        }
    }

    /** The one spelling of this receipt; {@link #parse} accepts no other. */
    public String text() {
        return KeyedLines.write(
                FORMAT,
                List.of(
                        "agreement " + agreement,
                        "origin " + origin,
                        "from " + from,
                        "to " + to,
                        "root " + root.hex(),
                        "events " + events,
                        "bytes " + bytes,
                        "minute " + minute));
    }

    /** A note (C2SP signed-note) whose only signature is that organisation's. */
    public SignedNote signed(String organisation, KeyPair key) {
        return NoteSigner.sign(text(), NoteSigner.ed25519(organisation, key));
    }

    /**
     * The receipt that a text is.
     *
     * @throws MalformedException when the text is not a receipt, in its one spelling
     */
    public static UsageReceipt parse(String text) {
        KeyedLines lines = KeyedLines.read(text, FORMAT);
        try {
            UsageReceipt receipt = new UsageReceipt(
                    lines.text("agreement"),
                    Origin.parse(lines.text("origin")).orElseThrow(() -> new MalformedException("origin of no log")),
                    lines.number("from"),
                    lines.number("to"),
                    Hash.parseHex(lines.text("root")),
                    lines.number("events"),
                    lines.number("bytes"),
                    lines.time("minute"));
            if (!receipt.text().equals(text)) {
                throw new MalformedException("receipt of usage of " + receipt.agreement + ": not in its one spelling");
            }
            return receipt;
        } catch (IllegalArgumentException e) {
            throw new MalformedException("receipt of usage: " + e.getMessage());
        }
    }
}
