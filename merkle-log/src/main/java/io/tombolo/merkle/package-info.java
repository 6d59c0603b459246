/** The tree itself: hashes, the hasher, tree heads and compact ranges (RFC 9162, section 2.1). */
@NullMarked
package io.tombolo.merkle;

import org.jspecify.annotations.NullMarked;
