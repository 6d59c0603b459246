/** ECDSA signatures as numbers, in the one encoding that is accepted. */
@NullMarked
package io.tombolo.merkle.ecdsa;

import org.jspecify.annotations.NullMarked;
