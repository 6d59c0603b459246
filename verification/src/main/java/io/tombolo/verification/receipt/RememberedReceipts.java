package io.tombolo.verification.receipt;

import io.tombolo.merkle.Hash;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Checks each receipt once: evidence about records that share an anchor carries the same receipt, and its signatures are what costs.
 * An answer depends on nothing but the bytes and the trust, so it may be kept. Safe for use by several threads.
 */
public final class RememberedReceipts implements ReceiptVerifier {
    private final ReceiptVerifier verifier;
    private final Map<Question, ReceiptCheck> answers;

    private record Question(Hash receipt, AnchorTrust trust) {}

    /** Keeps the answers that were asked for last, at most {@code capacity}. */
    public RememberedReceipts(ReceiptVerifier verifier, int capacity) {
        this.verifier = verifier;
        this.answers = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Question, ReceiptCheck> eldest) {
                return size() > capacity;
            }
        };
    }

    @Override
    public ReceiptCheck check(byte[] receipt, AnchorTrust trust) {
        Question question = new Question(sha256(receipt), trust);
        synchronized (answers) {
            ReceiptCheck known = answers.get(question);
            if (known != null) {
                return known;
            }
        }
        ReceiptCheck check = verifier.check(receipt, trust);
        synchronized (answers) {
            answers.put(question, check);
        }
        return check;
    }

    private static Hash sha256(byte[] bytes) {
        return Hash.of(Hash.sha256().digest(bytes));
    }
}
