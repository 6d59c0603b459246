package io.tombolo.ledger.wire;

import io.tombolo.ledger.HeadToAnchor;
import java.util.ArrayList;
import java.util.List;

/** Cuts heads into as few transactions as the limits allow, in order. */
public final class HeadBatches {
    private HeadBatches() {}

    /** Heads that fit one transaction together; a head over its own limit comes alone, for the ledger to refuse by name. */
    public static List<List<HeadToAnchor>> cut(List<HeadToAnchor> heads) {
        List<List<HeadToAnchor>> batches = new ArrayList<>();
        int from = 0;
        long bytes = 0;
        for (int i = 0; i < heads.size(); i++) {
            int one = HeadText.bytes(heads.get(i));
            boolean full = i - from == LedgerLimits.MAX_HEADS || bytes + one > LedgerLimits.MAX_ARGUMENT_BYTES;
            if (full && i > from) {
                batches.add(List.copyOf(heads.subList(from, i)));
                from = i;
                bytes = 0;
            }
            bytes += one;
        }
        if (from < heads.size()) {
            batches.add(List.copyOf(heads.subList(from, heads.size())));
        }
        return batches;
    }
}
