package io.tombolo.agreements.store;

import io.tombolo.merkle.MalformedException;
import io.tombolo.schemas.DatasetId;
import io.tombolo.schemas.signed.KeyedLines;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One subject's keys that an owner erased in a dataset. It names no subject.
 *
 * @param keys ids of the data keys, 32 hexadecimal digits each, by group; at least one
 * @param at when, by the owner's clock
 * @param reason the owner's reference to the reason, in one line
 */
public record Erasure(DatasetId dataset, Map<String, String> keys, Instant at, String reason) {
    /** Characters of a reason's reference. */
    public static final int LONGEST_REASON = 200;

    /** @throws MalformedException naming the field, its value and its limit */
    public Erasure {
        keys = Map.copyOf(keys);
        if (keys.isEmpty()) {
            throw new MalformedException("erasure of " + dataset + ": no keys, must be at least 1");
        }
        keys.forEach((group, id) -> {
            if (!id.matches("[0-9a-f]{32}")) {
                throw new MalformedException("erasure of " + dataset + ": key " + id + " of group " + group
                        + ": must be 32 hexadecimal digits");
            }
        });
        KeyedLines.oneLine("reason", reason, LONGEST_REASON);
    }

    /** SHA-256 of the dataset and the keys, hexadecimal: an erasure that is recorded again has the same. */
    public String id() {
        List<String> lines = new ArrayList<>(List.of("dataset " + dataset));
        new TreeMap<>(keys).forEach((group, id) -> lines.add("key " + group + " " + id));
        return KeyedLines.hash(KeyedLines.write("tombolo-erasure/1", lines)).hex();
    }
}
