/** COSE receipts (RFC 9942) with RFC9162_SHA256 trees: an inclusion or consistency proof and a signature over the root, in CBOR. */
@NullMarked
package io.tombolo.merkle.cose;

import org.jspecify.annotations.NullMarked;
