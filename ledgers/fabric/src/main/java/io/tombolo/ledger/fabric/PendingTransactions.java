package io.tombolo.ledger.fabric;

import com.google.protobuf.ByteString;
import io.tombolo.ledger.LedgerException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Endorsed transactions from before they are submitted until their fate is known, one file each. What is here after a crash
 * may be committed, may be on its way, or may never have left.
 */
final class PendingTransactions {
    private static final String SUFFIX = ".transaction";

    private final Path directory;

    PendingTransactions(Path directory) {
        this.directory = directory;
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new LedgerException("pending transactions can't be kept in " + directory, e);
        }
    }

    /** A transaction as the Gateway client serialises it. */
    record Pending(String transactionId, ByteString bytes) {}

    void add(Pending pending) {
        Path file = file(pending.transactionId());
        Path writing = directory.resolve(pending.transactionId() + ".writing");
        try (FileChannel channel = FileChannel.open(writing, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = pending.bytes().asReadOnlyByteBuffer();
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
            Files.move(writing, file, StandardCopyOption.ATOMIC_MOVE);
            syncDirectory();
        } catch (IOException e) {
            throw new LedgerException("transaction " + pending.transactionId() + " can't be kept in " + directory, e);
        }
    }

    /** The file's name must survive a power cut too. */
    private void syncDirectory() throws IOException {
        try (FileChannel folder = FileChannel.open(directory, StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    void remove(String transactionId) {
        try {
            Files.deleteIfExists(file(transactionId));
        } catch (IOException e) {
            throw new LedgerException("transaction " + transactionId + " can't be removed from " + directory, e);
        }
    }

    List<Pending> all() {
        List<Pending> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(SUFFIX)) {
                    String id = name.substring(0, name.length() - SUFFIX.length());
                    found.add(new Pending(id, ByteString.copyFrom(Files.readAllBytes(file))));
                }
            }
        } catch (IOException e) {
            throw new LedgerException("pending transactions can't be read from " + directory, e);
        }
        return found;
    }

    private Path file(String transactionId) {
        return directory.resolve(transactionId + SUFFIX);
    }
}
