package io.tombolo.connectors.folder;

import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** A row's source offset, made when somebody reads it: Connect keeps that of a batch's last row only. */
final class LaterOffset extends AbstractMap<String, Object> {
    private final Supplier<Map<String, Object>> offset;

    /** @param offset gives the same whenever it is asked */
    LaterOffset(Supplier<Map<String, Object>> offset) {
        this.offset = offset;
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        return offset.get().entrySet();
    }
}
