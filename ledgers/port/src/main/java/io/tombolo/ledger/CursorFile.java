package io.tombolo.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A follower's cursor in a file, one line, replaced whole and synced. A follower that saves it after dealing with a transaction
 * misses nothing, and meets again at most the one that it was dealing with when it died; one that must not even do that keeps the
 * cursor where it keeps its effects.
 */
public final class CursorFile {
    private final Path file;

    public CursorFile(Path file) {
        this.file = file.toAbsolutePath();
    }

    /**
     * The cursor that was saved last, or the start.
     *
     * @throws LedgerException when the file is there but can't be read as a cursor
     */
    public LedgerCursor load() {
        try {
            return Files.exists(file)
                    ? LedgerCursor.parse(Files.readString(file, UTF_8).stripTrailing())
                    : LedgerCursor.START;
        } catch (IOException | IllegalArgumentException e) {
            throw new LedgerException("cursor in " + file + ": " + e.getMessage(), e);
        }
    }

    /** Replaces it; what {@link #load} returns from now on, also after a crash. */
    public void save(LedgerCursor cursor) {
        Path writing = file.resolveSibling(file.getFileName() + ".writing");
        try {
            Files.createDirectories(file.getParent());
            try (FileChannel channel = FileChannel.open(
                    writing,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                channel.write(ByteBuffer.wrap((cursor + "\n").getBytes(UTF_8)));
                channel.force(true);
            }
            Files.move(writing, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new LedgerException("cursor can't be saved in " + file, e);
        }
    }
}
