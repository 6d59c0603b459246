/** The contract kit: what every ledger must do, as tests that each adapter inherits. */
package io.tombolo.ledger.kit;
