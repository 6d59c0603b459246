package io.tombolo.provenance;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tombolo.merkle.TreeHasher;
import io.tombolo.provenance.store.LogView;
import io.tombolo.provenance.store.StoredLog;
import io.tombolo.schemas.commit.Entry;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a log.
 *
 * @param timestamp ISO 8601, the record's; null for a record without one
 * @param level {@code ANCHORED}, {@code SEALED} or {@code PENDING}
 */
record EventLine(
        @JsonProperty("origin") String origin,
        @JsonProperty("partition") int partition,
        @JsonProperty("offset") long offset,
        @JsonProperty("index") long index,
        @JsonProperty("timestamp") @Nullable String timestamp,
        @JsonProperty("form") int form,
        @JsonProperty("commitment") String commitment,
        @JsonProperty("leaf_hash") String leafHash,
        @JsonProperty("level") String level) {

    static Entry entry(StoredLog log, long index) {
        return Entry.decode(log.entry(index));
    }

    /** @param index below the entries that are held */
    static EventLine of(StoredLog log, long index) {
        byte[] bytes = log.entry(index);
        Entry entry = Entry.decode(bytes);
        return new EventLine(
                log.origin().toString(),
                log.origin().partition(),
                entry.offset(),
                index,
                entry.timestamp() == Entry.NO_TIMESTAMP
                        ? null
                        : Instant.ofEpochMilli(entry.timestamp()).toString(),
                entry.form(),
                entry.commitment().base64(),
                TreeHasher.sha256().leaf(bytes).base64(),
                level(log.view(), index));
    }

    static String level(LogView view, long index) {
        if (index < view.anchoredSize()) {
            return "ANCHORED";
        }
        return index < view.size() ? "SEALED" : "PENDING";
    }

    /** The index of the first entry with this timestamp or a later one, where timestamps do not go back; the number of entries if there is none. */
    static long since(StoredLog log, long millis) {
        long low = 0;
        long high = log.view().entries();
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (entry(log, middle).timestamp() < millis) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
