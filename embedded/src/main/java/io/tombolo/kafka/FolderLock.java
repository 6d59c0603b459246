package io.tombolo.kafka;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * One node a folder, held before anything is written: Kafka's own lock comes after its controller has already appended
 * to the metadata log of the node that runs. The system drops it when the process dies.
 */
final class FolderLock implements AutoCloseable {

    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    static FolderLock take(Path dir) {
        try {
            Files.createDirectories(dir);
            FileChannel channel =
                    FileChannel.open(dir.resolve("node.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locked(channel)) {
                quietly(channel);
                throw new EmbeddedKafkaException(
                        "folder " + dir + ": in use by another node; stop that one first", null);
            }
            return new FolderLock(channel);
        } catch (IOException e) {
            throw new EmbeddedKafkaException("folder " + dir + ": can't be written (" + e + ")", e);
        }
    }

    /** Gives the folder back. */
    @Override
    public void close() {
        quietly(channel);
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // a node in this same JVM
        }
    }

    private static void quietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // The lock goes with the process at the latest.
        }
    }
}
