package io.tombolo.anchoring.config;

import io.tombolo.ledger.wire.LedgerLimits;
import java.util.Map;

/**
 * How often, how many heads at once and in how many transactions anchors go to a ledger; times in ms.
 *
 * @param transactionsPerMinute budget of each ledger that {@code ledgers} doesn't name
 * @param heads at most so many in one transaction
 * @param bytes at most so many of heads in one transaction, as the ledger's argument
 * @param ledgers paces of single ledgers, by their names as anchors carry them, for example {@code fabric:tombolo/anchors}
 */
public record AnchorConfig(
        boolean enabled,
        long intervalMs,
        int transactionsPerMinute,
        int heads,
        int bytes,
        long backoffMs,
        Map<String, LedgerPace> ledgers) {

    public AnchorConfig {
        LedgerPace.check("anchor", intervalMs, transactionsPerMinute);
        Range.check("anchor.heads", heads, 1, LedgerLimits.MAX_HEADS);
        Range.check("anchor.bytes", bytes, LedgerLimits.MAX_HEAD_BYTES, LedgerLimits.MAX_ARGUMENT_BYTES);
        Range.check("anchor.backoffMs", backoffMs, 200, 3_600_000);
        ledgers = Map.copyOf(ledgers);
        ledgers.forEach((ledger, pace) ->
                LedgerPace.check("anchor.ledgers." + ledger, pace.intervalMs(), pace.transactionsPerMinute()));
    }

    /** The pace of the ledger with this name. */
    public LedgerPace paceOf(String ledger) {
        return ledgers.getOrDefault(ledger, new LedgerPace(intervalMs, transactionsPerMinute));
    }

    public AnchorConfig withEnabled(boolean other) {
        return new AnchorConfig(other, intervalMs, transactionsPerMinute, heads, bytes, backoffMs, ledgers);
    }

    public AnchorConfig withPace(long otherIntervalMs, int otherTransactionsPerMinute) {
        return new AnchorConfig(enabled, otherIntervalMs, otherTransactionsPerMinute, heads, bytes, backoffMs, ledgers);
    }

    public AnchorConfig withLimits(int otherHeads, int otherBytes) {
        return new AnchorConfig(enabled, intervalMs, transactionsPerMinute, otherHeads, otherBytes, backoffMs, ledgers);
    }

    public AnchorConfig withBackoffMs(long other) {
        return new AnchorConfig(enabled, intervalMs, transactionsPerMinute, heads, bytes, other, ledgers);
    }

    public AnchorConfig withLedgers(Map<String, LedgerPace> other) {
        return new AnchorConfig(enabled, intervalMs, transactionsPerMinute, heads, bytes, backoffMs, other);
    }
}
