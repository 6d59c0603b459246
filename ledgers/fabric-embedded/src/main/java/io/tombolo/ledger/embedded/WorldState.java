package io.tombolo.ledger.embedded;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVRWSet;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVRead;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVWrite;

/** What all valid transactions so far add up to. Kept in memory, rebuilt from the blocks; written by the chain only. */
final class WorldState {
    private final NavigableMap<String, Versioned> values = new ConcurrentSkipListMap<>();

    public Optional<Versioned> get(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /** A key and its value. */
    public record Entry(String key, Versioned value) {}

    /** Keys in {@code [from, to)} in ascending order. */
    public List<Entry> range(String from, String to) {
        return values.subMap(from, to).entrySet().stream()
                .map(entry -> new Entry(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** Whether everything read is still as it was read: Fabric's multi-version concurrency control. */
    boolean stillReads(KVRWSet set) {
        for (KVRead read : set.getReadsList()) {
            Versioned now = values.get(read.getKey());
            boolean same = read.hasVersion()
                    ? now != null && now.block() == read.getVersion().getBlockNum()
                    : now == null;
            if (!same) {
                return false;
            }
        }
        return true;
    }

    void apply(KVRWSet set, long block) {
        for (KVWrite write : set.getWritesList()) {
            if (write.getIsDelete()) {
                values.remove(write.getKey());
            } else {
                values.put(write.getKey(), new Versioned(write.getValue(), block));
            }
        }
    }

    /** An unmodifiable copy for tests and inspection. */
    Map<String, ByteString> copy() {
        Map<String, ByteString> copy = new java.util.TreeMap<>();
        values.forEach((key, value) -> copy.put(key, value.value()));
        return copy;
    }
}
