/** Brings the heads of all logs to another ledger. */
@NullMarked
package io.tombolo.cli.reanchor;

import org.jspecify.annotations.NullMarked;
