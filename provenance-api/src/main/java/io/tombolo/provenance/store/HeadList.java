package io.tombolo.provenance.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * Heads of one log in growing size, by their place from 0 on, as one moment's view has them: sealed ones, or those anchored on one ledger.
 * Nothing of it is in memory. For any thread.
 *
 * @param <T> a head
 */
public final class HeadList<T> {
    private static final JsonFactory JSON = new JsonFactory();

    private final SizedRecords records;
    private final long count;
    private final Class<T> type;
    private final String time;

    /** @param time the member that has the head's time, in milliseconds since 1970 */
    HeadList(SizedRecords records, long count, Class<T> type, String time) {
        this.records = records;
        this.count = count;
        this.type = type;
        this.time = time;
    }

    public long count() {
        return count;
    }

    public T at(long place) {
        return StoredJson.read(records.at(place), type);
    }

    /** Leaves of the tree. */
    public long size(long place) {
        return records.sizeAt(place);
    }

    /** Milliseconds since 1970: of the seal by the owner's clock, or of the anchor by the ledger's. Reads no more of the head than that. */
    public long time(long place) {
        try (JsonParser parser = JSON.createParser(records.at(place))) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.FIELD_NAME
                        && parser.currentName().equals(time)) {
                    return parser.nextLongValue(0);
                }
            }
            throw new DamagedStoreException("a head without " + time);
        } catch (IOException unreadable) {
            throw new DamagedStoreException("a head: " + unreadable.getMessage());
        }
    }

    /** Place of the first head of at least this size; {@link #count} if there is none. */
    public long ceiling(long size) {
        return records.ceiling(size, count);
    }

    /** Place of the first head of that time or later, where times do not go back; {@link #count} if there is none. */
    public long since(long millis) {
        long low = 0;
        long high = count;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (time(middle) < millis) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
