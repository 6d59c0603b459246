package io.tombolo.ledger.evm;

import io.tombolo.ledger.LedgerException;
import io.tombolo.verification.json.Bytes;
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
 * Signed transactions from before they are sent until they are final or dead, one file each, named by nonce and id. What is here after a
 * crash may be in a block, may be on its way, or may never have left.
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

    void add(Transaction.Signed transaction) {
        Path writing = directory.resolve(transaction.id() + ".writing");
        try (FileChannel channel = FileChannel.open(
                writing, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(transaction.bytes().toArray());
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
            Files.move(writing, file(transaction), StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel folder = FileChannel.open(directory, StandardOpenOption.READ)) {
                // The file's name must survive a power cut too.
                folder.force(true);
            }
        } catch (IOException e) {
            throw new LedgerException("transaction " + transaction.id() + " can't be kept in " + directory, e);
        }
    }

    void remove(Transaction.Signed transaction) {
        try {
            Files.deleteIfExists(file(transaction));
        } catch (IOException e) {
            throw new LedgerException("transaction " + transaction.id() + " can't be removed from " + directory, e);
        }
    }

    List<Transaction.Signed> all() {
        List<Transaction.Signed> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(SUFFIX)) {
                    byte[] bytes = Files.readAllBytes(file);
                    long nonce = Long.parseLong(name.substring(0, name.indexOf('-')));
                    found.add(new Transaction.Signed(Transaction.id(bytes), Bytes.of(bytes), nonce));
                }
            }
        } catch (IOException | NumberFormatException e) {
            throw new LedgerException("pending transactions can't be read from " + directory, e);
        }
        return found;
    }

    private Path file(Transaction.Signed transaction) {
        return directory.resolve(transaction.nonce() + "-" + transaction.id() + SUFFIX);
    }
}
