package io.tombolo.consumer.watch;

import io.tombolo.consumer.usage.VerifiedLeaves;
import io.tombolo.merkle.Hash;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.stream.Divergence;
import io.tombolo.verification.stream.Finding;
import io.tombolo.verification.verdict.Refusal;
import java.util.List;
import java.util.Optional;

/**
 * Records that were delivered and that no head covered yet when the reading moved elsewhere: a restart, a rebalance, a seek. They are
 * checked against the log as soon as it is sealed behind them.
 *
 * @param from the first offset that had not been compared
 * @param to the offset behind the last one
 * @param count how many records
 * @param digest SHA-256 of their entries, one after the other
 * @param entries their entries as far as they are still at hand; without them it is only known that something differs
 */
record UncomparedRange(long from, long to, long count, Hash digest, Optional<Bytes> entries) {

    /** A stretch of which the entries are at hand, side by side. */
    public static UncomparedRange of(long from, long to, byte[] entries) {
        return new UncomparedRange(
                from, to, entries.length / LeavesByOffset.LENGTH, sha256(entries), Optional.of(Bytes.of(entries)));
    }

    /** What differs; empty when nothing does. */
    List<Finding> heldAgainst(LeavesByOffset log, String origin) {
        long first = log.firstFrom(from);
        byte[] due = log.entries(first, log.firstFrom(to));
        long leaves = due.length / LeavesByOffset.LENGTH;
        if (sha256(due).equals(digest)) {
            return List.of();
        }
        if (entries.isPresent()) {
            return Divergence.between(origin, first, due, entries.get().toArray());
        }
        Refusal refusal = count < leaves ? Refusal.MISSING : count > leaves ? Refusal.UNEXPECTED : Refusal.ALTERED;
        String detail = "offsets " + from + " to " + (to - 1) + ": the " + count
                + " records that this group was given there, before it came back, are not the " + leaves
                + " that were sealed";
        return List.of(new Finding(refusal, origin, first, from, detail));
    }

    /** As leaves of that log, once nothing differs. */
    VerifiedLeaves verified(LeavesByOffset log, String origin) {
        long end = log.firstFrom(to);
        return new VerifiedLeaves(
                origin, log.firstFrom(from), end, log.reader().headAt(end).root(), count, 0);
    }

    private static Hash sha256(byte[] bytes) {
        return Hash.of(Hash.sha256().digest(bytes));
    }
}
