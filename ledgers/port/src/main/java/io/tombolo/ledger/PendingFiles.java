package io.tombolo.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Signed transactions from before they are sent until their fate is known, one file each. What is here after a crash may be on the ledger,
 * may be on its way, or may never have left.
 */
public final class PendingFiles {
    private static final String SUFFIX = ".transaction";

    private final Path directory;

    /**
     * Opens the folder, or makes it.
     *
     * @throws LedgerException when it can't be made
     */
    public PendingFiles(Path directory) {
        this.directory = directory;
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new LedgerException("pending transactions can't be kept in " + directory, e);
        }
    }

    /**
     * Keeps a transaction: its file is whole and on the disk when this returns.
     *
     * @param name a file's name, by which the transaction is found again
     * @throws LedgerException when it can't be kept: then it must not be sent
     */
    public void add(String name, ByteBuffer bytes) {
        Path writing = directory.resolve(name + ".writing");
        try (FileChannel channel = FileChannel.open(
                writing, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
            Files.move(writing, file(name), StandardCopyOption.ATOMIC_MOVE);
            syncDirectory();
        } catch (IOException e) {
            throw new LedgerException("transaction " + name + " can't be kept in " + directory, e);
        }
    }

    /** The file's name must survive a power cut too. */
    private void syncDirectory() throws IOException {
        try (FileChannel folder = FileChannel.open(directory, StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    /** Forgets a transaction whose fate is known. */
    public void remove(String name) {
        try {
            Files.deleteIfExists(file(name));
        } catch (IOException e) {
            throw new LedgerException("transaction " + name + " can't be removed from " + directory, e);
        }
    }

    /** All that are kept, by name. */
    public SortedMap<String, byte[]> all() {
        SortedMap<String, byte[]> found = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(SUFFIX)) {
                    found.put(name.substring(0, name.length() - SUFFIX.length()), Files.readAllBytes(file));
                }
            }
        } catch (IOException e) {
            throw new LedgerException("pending transactions can't be read from " + directory, e);
        }
        return found;
    }

    private Path file(String name) {
        return directory.resolve(name + SUFFIX);
    }
}
