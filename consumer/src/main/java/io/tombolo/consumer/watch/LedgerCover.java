package io.tombolo.consumer.watch;

import io.tombolo.verification.trust.CrossAnchoring;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Up to which offset each ledger confirms what was compared, and so up to which so many of them do. */
final class LedgerCover {
    private static final int REMEMBERED = 4096;

    private final Map<String, Long> upTo = new HashMap<>();
    private final Map<Long, Long> compared = remembered();
    private final Map<Long, Map<String, Boolean>> vouched = remembered();

    /** A ledger confirms the head of this size, whether it was compared yet or not. */
    void vouched(String ledger, long size) {
        vouched.computeIfAbsent(size, key -> new HashMap<>()).put(ledger, true);
        Long offset = compared.get(size);
        if (offset != null) {
            upTo.merge(ledger, offset, Math::max);
        }
    }

    /** The head of this size was compared, and its last leaf is at this offset. */
    void compared(long size, long lastOffset) {
        compared.put(size, lastOffset);
        vouched.getOrDefault(size, Map.of()).keySet().forEach(ledger -> upTo.merge(ledger, lastOffset, Math::max));
    }

    /** Up to which offset enough ledgers confirm; -1 for none. */
    long upTo(CrossAnchoring enough) {
        return enough.upTo(upTo);
    }

    private static <V> Map<Long, V> remembered() {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Long, V> eldest) {
                return size() > REMEMBERED;
            }
        };
    }
}
