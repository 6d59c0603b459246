package io.tombolo.merkle.checkpoint;

import io.tombolo.merkle.TreeHead;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A witness's memory for tests: gone with the process, so no real witness may use it. */
final class MemoryInMemory implements Witness.Memory {
    private final Map<String, TreeHead> heads = new HashMap<>();

    @Override
    public synchronized Optional<TreeHead> latest(String origin) {
        return Optional.ofNullable(heads.get(origin));
    }

    @Override
    public synchronized boolean replace(String origin, Optional<TreeHead> expected, TreeHead next) {
        if (!latest(origin).equals(expected)) {
            return false;
        }
        heads.put(origin, next);
        return true;
    }
}
