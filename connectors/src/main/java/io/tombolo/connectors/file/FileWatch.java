package io.tombolo.connectors.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Watches whether a file changes, and whether another one has taken its place. */
final class FileWatch {

    private final Path path;
    private final long quietMs;
    private final Clock clock;

    private @Nullable Object identity;
    private long size = -1;
    private long modified;
    private long unchangedSince;

    FileWatch(Path path, long quietMs, Clock clock) {
        this.path = path;
        this.quietMs = quietMs;
        this.clock = clock;
    }

    /** Looks at the file. True when it is the file of the last look, false when another one has its name now. */
    boolean look() throws IOException {
        BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
        boolean same = size < 0 || Objects.equals(identity, now.fileKey());
        if (!same || size != now.size() || modified != now.lastModifiedTime().toMillis()) {
            unchangedSince = clock.millis();
        }
        identity = now.fileKey();
        size = now.size();
        modified = now.lastModifiedTime().toMillis();
        return same;
    }

    /** Whether the file has not changed for as long as it takes to call it finished. */
    boolean quiet() {
        long now = clock.millis();
        return now - modified >= quietMs || now - unchangedSince >= quietMs;
    }

    long size() {
        return size;
    }
}
