/** Inclusion, consistency and range proofs: made from subtree hashes, verified against signed tree heads. */
@NullMarked
package io.tombolo.merkle.proof;

import org.jspecify.annotations.NullMarked;
