/** A witness of other organisations' logs (C2SP tlog-witness): cosigns a checkpoint only if the log grew from the one before it. */
@NullMarked
package io.tombolo.witness;

import org.jspecify.annotations.NullMarked;
