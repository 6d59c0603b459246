package io.tombolo.ledger.fabric;

import com.google.protobuf.ByteString;
import io.tombolo.ledger.PendingFiles;
import java.nio.file.Path;
import java.util.List;

/** Endorsed transactions from before they are submitted until their fate is known. */
final class PendingTransactions {
    private final PendingFiles files;

    PendingTransactions(Path directory) {
        files = new PendingFiles(directory);
    }

    /** A transaction as the Gateway client serialises it. */
    record Pending(String transactionId, ByteString bytes) {}

    void add(Pending pending) {
        files.add(pending.transactionId(), pending.bytes().asReadOnlyByteBuffer());
    }

    void remove(String transactionId) {
        files.remove(transactionId);
    }

    List<Pending> all() {
        return files.all().entrySet().stream()
                .map(kept -> new Pending(kept.getKey(), ByteString.copyFrom(kept.getValue())))
                .toList();
    }
}
