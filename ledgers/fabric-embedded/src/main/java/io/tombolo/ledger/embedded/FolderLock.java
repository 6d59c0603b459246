package io.tombolo.ledger.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** One process at a time works in a folder; the operating system gives the lock back however the process ends. */
final class FolderLock implements AutoCloseable {
    private static final String FORMAT = "tombolo embedded ledger, folder format 1\n";

    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    static FolderLock take(Path directory) {
        try {
            Files.createDirectories(directory);
            FileChannel channel =
                    FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!isLocked(channel)) {
                channel.close();
                throw new EmbeddedLedgerException(
                        directory + " is in use by another embedded ledger; stop that one first", null);
            }
            checkFormat(directory.resolve("format"));
            return new FolderLock(channel);
        } catch (IOException e) {
            throw new EmbeddedLedgerException(directory + " can't be used: " + e.getMessage(), e);
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            @Nullable FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static void checkFormat(Path file) throws IOException {
        if (!Files.exists(file)) {
            Files.writeString(file, FORMAT);
        } else if (!Files.readString(file).equals(FORMAT)) {
            throw new EmbeddedLedgerException(
                    file.getParent() + " is of another version of the embedded ledger; use another folder", null);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new EmbeddedLedgerException("folder lock can't be given back", e);
        }
    }
}
