/** The simulated members: their certificate authorities, their peers' keys, and the check of the caller. */
@NullMarked
package io.tombolo.ledger.embedded.identity;

import org.jspecify.annotations.NullMarked;
