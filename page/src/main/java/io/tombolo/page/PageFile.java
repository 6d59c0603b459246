package io.tombolo.page;

import io.tombolo.merkle.Hash;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** A file of the served page, with the headers that belong to it. */
public final class PageFile {
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");

    private final byte[] bytes;
    private final Map<String, String> headers;

    PageFile(String name, byte[] bytes, Map<String, String> own) {
        this.bytes = bytes;
        Map<String, String> all = new TreeMap<>(own);
        all.put("Content-Type", TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "text/plain"));
        all.put("ETag", '"' + HexFormat.of().formatHex(Hash.sha256().digest(bytes), 0, 16) + '"');
        // A browser asks each time and gets 304, so a server that was updated is never shown with files of the one
        // before.
        all.put("Cache-Control", "no-cache");
        all.put("X-Content-Type-Options", "nosniff");
        all.put("Referrer-Policy", "no-referrer");
        this.headers = Map.copyOf(all);
    }

    /** Its bytes, read-only. */
    public ByteBuffer bytes() {
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    /** All headers by name: Content-Type, ETag, Cache-Control, Content-Security-Policy, and what the service worker needs. */
    public Map<String, String> headers() {
        return headers;
    }
}
