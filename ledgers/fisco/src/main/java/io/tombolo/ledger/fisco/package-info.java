/** A contract on a FISCO BCOS chain as a ledger, through FISCO BCOS's own Java SDK, which is not among this module's runtime libraries. */
@NullMarked
package io.tombolo.ledger.fisco;

import org.jspecify.annotations.NullMarked;
