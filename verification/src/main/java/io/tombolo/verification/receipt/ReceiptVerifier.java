package io.tombolo.verification.receipt;

/**
 * Reads one kind of ledger's receipts with nothing but the bytes and the policy's certificates: no node, no clock, no network.
 *
 * <p>Receipts come from the party that hands over the evidence. So an answer is always a value, whatever the bytes are: bytes that are not
 * a receipt are {@link ReceiptCheck.Unreadable}, never an exception.
 */
public interface ReceiptVerifier {

    /** What the ledger's members confirm in these bytes, checked against the certificates and the quorum of {@code trust}. */
    ReceiptCheck check(byte[] receipt, AnchorTrust trust);
}
