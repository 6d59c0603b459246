package io.tombolo.ledger.fabric;

import io.tombolo.ledger.LedgerPeer;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The orderers that peers reported to take no transaction: nothing but peers reaches them. Which of several took one is not reported, so that all are back then. */
final class Orderers {
    /** Where a peer names no single one. */
    private static final String ALL = "ordering service";

    private final Map<String, Long> failures = new TreeMap<>();
    private final Set<String> away = new HashSet<>();

    /** True when all were there so far. */
    synchronized boolean failed(Collection<String> endpoints) {
        boolean first = away.isEmpty();
        for (String endpoint : endpoints.isEmpty() ? List.of(ALL) : endpoints) {
            failures.merge(endpoint, 1L, Long::sum);
            away.add(endpoint);
        }
        return first;
    }

    /** A transaction was taken; true when one was away. */
    synchronized boolean answered() {
        boolean back = !away.isEmpty();
        away.clear();
        return back;
    }

    synchronized List<LedgerPeer> states() {
        return failures.entrySet().stream()
                .map(one -> new LedgerPeer(
                        one.getKey(), LedgerPeer.Role.ORDERER, !away.contains(one.getKey()), one.getValue()))
                .toList();
    }
}
