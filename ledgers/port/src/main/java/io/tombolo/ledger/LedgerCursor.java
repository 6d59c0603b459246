package io.tombolo.ledger;

import static java.util.Objects.requireNonNull;

/**
 * Where a follower is on a ledger: it has seen every anchoring transaction up to this one, itself included. Its text is
 * {@code <block> <transaction id>}, or {@code start}.
 *
 * @param block the block that holds the transaction, as the ledger counts
 * @param transactionId empty only at the start
 */
public record LedgerCursor(long block, String transactionId) {
    /** Before the ledger's first transaction. */
    public static final LedgerCursor START = new LedgerCursor(0, "");

    private static final String START_TEXT = "start";

    public LedgerCursor {
        requireNonNull(transactionId, "transactionId");
        if (block < 0 || (transactionId.isEmpty() && block != 0)) {
            throw new IllegalArgumentException("cursor: block " + block + ", transaction '" + transactionId + "'");
        }
    }

    /**
     * Reads what {@link #toString} wrote.
     *
     * @throws IllegalArgumentException when the text has another form
     */
    public static LedgerCursor parse(String text) {
        if (text.equals(START_TEXT)) {
            return START;
        }
        if (!text.matches("(0|[1-9][0-9]{0,17}) [0-9A-Za-z_.:-]{1,128}")) {
            throw new IllegalArgumentException("cursor: '<block> <transaction id>' or 'start' due, found '"
                    + text.substring(0, Math.min(text.length(), 80)) + "'");
        }
        int space = text.indexOf(' ');
        return new LedgerCursor(Long.parseLong(text.substring(0, space)), text.substring(space + 1));
    }

    public boolean isStart() {
        return transactionId.isEmpty();
    }

    @Override
    public String toString() {
        return isStart() ? START_TEXT : block + " " + transactionId;
    }
}
