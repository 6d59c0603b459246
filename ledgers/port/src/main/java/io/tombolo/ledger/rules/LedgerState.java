package io.tombolo.ledger.rules;

import java.util.List;
import java.util.Optional;

/**
 * The ledger's state as one transaction sees it. Values written in a transaction need not be visible to reads in the same
 * one; the rules never rely on it.
 */
public interface LedgerState {
    Optional<String> get(String key);

    void put(String key, String value);

    /** Values of the keys in {@code [from, to)} in ascending order of key (by UTF-8 bytes); for queries only. */
    List<String> range(String from, String to, int limit);
}
