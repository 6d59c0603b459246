package io.tombolo.ledger.evm;

import io.tombolo.ledger.LedgerException;
import io.tombolo.ledger.PendingFiles;
import io.tombolo.verification.json.Bytes;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** Signed transactions from before they are sent until their nonce's fate is final, named by nonce and id. */
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

    /** Forgets those of a nonce whose fate is known. */
    void remove(List<Transaction.Signed> transactions) {
        transactions.forEach(one -> files.remove(name(one)));
    }

    /** By nonce; those of one nonce with rising fees. */
    List<List<Transaction.Signed>> all() {
        TreeMap<Long, List<Transaction.Signed>> all = new TreeMap<>();
        files.all()
                .forEach((name, kept) -> all.computeIfAbsent(nonce(name), some -> new ArrayList<>())
                        .add(new Transaction.Signed(Transaction.id(kept), Bytes.of(kept), nonce(name))));
        all.values()
                .forEach(some ->
                        some.sort(Comparator.comparing(one -> one.transaction().maxFee())));
        return List.copyOf(all.values());
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
