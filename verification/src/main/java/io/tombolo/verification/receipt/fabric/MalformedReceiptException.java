package io.tombolo.verification.receipt.fabric;

/** Bytes that can't be read as a receipt; caught within this package. */
final class MalformedReceiptException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedReceiptException(String message) {
        super(message);
    }
}
