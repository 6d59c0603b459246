/** The make-believe members: their certificate authorities, their peers' keys, and the check of whoever calls. */
@NullMarked
package io.tombolo.ledger.embedded.identity;

import org.jspecify.annotations.NullMarked;
