/** The rule by which members of a ledger approve the names of organisations, and their approvals. */
@NullMarked
package io.tombolo.cli.names;

import org.jspecify.annotations.NullMarked;
