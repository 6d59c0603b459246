package io.tombolo.merkle.cose;

import io.tombolo.merkle.TreeHead;

/** The result of verifying a receipt: one answer for proof and signature together (RFC 9942, section 5.3.1). */
public sealed interface ReceiptCheck {
    enum Reason {
        /** The receipt is of the other kind. */
        OTHER_KIND,
        /** No proof in the receipt fits its sizes and leads anywhere, or a payload that it carries is not where they lead. */
        PROOF,
        /** The signature is not this key's over the root that the proof leads to. */
        SIGNATURE,
        /** The signature says nothing about the log, or names another one. */
        OTHER_ORIGIN,
        /** The signature says nothing about the tree's size, or another than the proof does. */
        OTHER_SIZE
    }

    /** The tree of this size and root, signed, holds the leaf or grew from the older tree. */
    record Holds(TreeHead head) implements ReceiptCheck {}

    record Refused(Reason reason, String detail) implements ReceiptCheck {}

    default boolean holds() {
        return this instanceof Holds;
    }
}
