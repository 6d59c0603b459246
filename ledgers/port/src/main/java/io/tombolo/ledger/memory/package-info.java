/** A ledger in memory with the real rules, for tests and examples of those who build on the port. */
@NullMarked
package io.tombolo.ledger.memory;

import org.jspecify.annotations.NullMarked;
