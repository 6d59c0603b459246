package io.tombolo.anchoring.anchor;

import io.tombolo.anchoring.config.AnchoringConfig;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Chooses the logs whose heads go into the next transaction. */
final class Packing {
    /** First what was submitted before and may be committed already, then what waited longest: nobody waits without end. */
    private static final Comparator<Frontier> ORDER = Comparator.<Frontier, Boolean>comparing(
                    log -> log.submitted() == null)
            .thenComparingLong(Frontier::waitingSince)
            .thenComparing(Frontier::origin);

    private Packing() {}

    /**
     * Marks these heads as submitted, as many as one transaction's limits of number and bytes allow; at least one.
     *
     * @param most the ledger's own limit of number
     */
    static List<Handed> next(List<Frontier> wanting, AnchoringConfig.Anchor limits, int most) {
        List<Frontier> sorted = new ArrayList<>(wanting);
        sorted.sort(ORDER);
        List<Handed> packed = new ArrayList<>();
        long bytes = 0;
        for (Frontier log : sorted) {
            if (packed.size() == Math.min(limits.heads(), most) || bytes >= limits.bytes()) {
                break;
            }
            Handed handed = Handed.of(log);
            bytes += handed.head().bytes();
            if (bytes > limits.bytes() && !packed.isEmpty()) {
                // It stays submitted and goes first next time; a smaller one behind it must not be made to wait for it
                // without end.
                break;
            }
            packed.add(handed);
        }
        return packed;
    }
}
