package io.tombolo.connectors.folder;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a file's name was for when it was last taken up, as it is in the source offset under that name.
 *
 * @param hash of the content
 * @param size of the content in bytes
 */
record NamedContent(String hash, long size) {

    private static final String FILE = "file";

    static Map<String, String> partition(String name) {
        return Map.of(FILE, name);
    }

    Map<String, Object> toOffset() {
        return Map.of("hash", hash, "size", size);
    }

    static @Nullable NamedContent of(@Nullable Map<String, ?> offset) {
        return offset == null
                ? null
                : new NamedContent(String.valueOf(offset.get("hash")), ContentProgress.number(offset, "size"));
    }
}
