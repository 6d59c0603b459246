package io.tombolo.provenance;

import io.tombolo.merkle.Hash;
import io.tombolo.provenance.search.KeyHash;
import io.tombolo.provenance.search.SearchIndex;
import io.tombolo.provenance.store.HeldCheckpoint;
import io.tombolo.provenance.store.StoredLog;
import io.tombolo.schemas.commit.Entry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the events of a key. What the index gives is compared with the topic's records: what is not there any more is not found, so that the index shows
 * nothing that the records do not.
 */
final class KeySearch {
    static final int LINES = 20;
    static final int MOST = 100;

    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    private final SearchIndex index;
    private final EvidenceService service;
    private final KeyText texts;

    KeySearch(SearchIndex index, EvidenceService service, KeyText texts) {
        this.index = index;
        this.service = service;
        this.texts = texts;
    }

    /** Some events of a key in one log, the newest first. */
    record Page(List<EventLine> events, @Nullable Long next) {}

    /** @throws io.tombolo.http.server.Problem.Refusal 503 where keys are not indexed */
    void require() {
        if (!index.hasKeys()) {
            throw Logs.refusal(503, "keys-not-indexed", "this read side has no index of keys: index.keys is false");
        }
    }

    /** By {@code key_hash}, or by {@code key} as JSON. */
    Hash hash(Ask ask, List<StoredLog> logs) {
        Optional<String> hex = ask.text("key_hash");
        if (hex.isPresent()) {
            if (!HEX.matcher(hex.get()).matches()) {
                throw ask.wrong("key_hash", "must be 64 hexadecimal digits");
            }
            return Hash.parseHex(hex.get());
        }
        StoredLog log = logs.get(0);
        String topic = logs.stream()
                .map(one -> one.view().checkpoint())
                .filter(head -> head != null)
                .map(HeldCheckpoint::topic)
                .findFirst()
                .orElse(log.origin().dataset().topic());
        return KeyHash.of(
                log.origin().dataset(), texts.bytes(topic, ask.text("key").orElse("")));
    }

    /** {@code after} is the offset of the last candidate of the page before. */
    Page page(StoredLog log, Hash hash, Ask ask) {
        return page(log, hash, ask.after().orElse(Long.MAX_VALUE), ask.limit(LINES, MOST));
    }

    Page page(StoredLog log, Hash hash, long before, int limit) {
        List<Long> candidates = index.offsets(log, hash, before, limit);
        List<Long> ascending = new ArrayList<>(candidates);
        Collections.sort(ascending);
        List<EventLine> events = new ArrayList<>();
        for (long offset : service.withKey(log, hash, ascending)) {
            long place = EventRoutes.ceiling(log, offset);
            // A record that is not in the log yet comes with the log's next entries.
            if (place < log.view().entries() && EventLine.entry(log, place).offset() == offset) {
                events.add(EventLine.of(log, place));
            }
        }
        Collections.reverse(events);
        return new Page(events, candidates.size() < limit ? null : candidates.get(candidates.size() - 1));
    }

    /** The least offset of these logs from which on keys are not indexed; empty when all are. */
    static OptionalLong indexedTo(SearchIndex index, List<StoredLog> logs) {
        return logs.stream()
                .filter(log -> log.view().size() > 0)
                .filter(log -> {
                    Entry last = EventLine.entry(log, log.view().size() - 1);
                    return index.keysTo(log) <= last.offset();
                })
                .mapToLong(index::keysTo)
                .min();
    }
}
