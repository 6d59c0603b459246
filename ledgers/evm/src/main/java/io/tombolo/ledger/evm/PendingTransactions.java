package io.tombolo.ledger.evm;

import io.tombolo.ledger.LedgerException;
import io.tombolo.ledger.PendingFiles;
import io.tombolo.verification.json.Bytes;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** Signed transactions from before they are sent until they are final or dead, named by nonce and id. */
final class PendingTransactions {
    private final Path directory;
    private final PendingFiles files;

    PendingTransactions(Path directory) {
        this.directory = directory;
        this.files = new PendingFiles(directory);
    }

    void add(Transaction.Signed transaction) {
        files.add(name(transaction), ByteBuffer.wrap(transaction.bytes().toArray()));
    }

    void remove(Transaction.Signed transaction) {
        files.remove(name(transaction));
    }

    List<Transaction.Signed> all() {
        return files.all().entrySet().stream()
                .map(kept -> new Transaction.Signed(
                        Transaction.id(kept.getValue()), Bytes.of(kept.getValue()), nonce(kept.getKey())))
                .toList();
    }

    private long nonce(String name) {
        try {
            return Long.parseLong(name.substring(0, Math.max(0, name.indexOf('-'))));
        } catch (NumberFormatException e) {
            throw new LedgerException("pending transactions can't be read from " + directory + ": " + name, e);
        }
    }

    private static String name(Transaction.Signed transaction) {
        return transaction.nonce() + "-" + transaction.id();
    }
}
