/** Checkpoints, their cosignatures and the rules a witness follows (C2SP tlog-checkpoint, tlog-cosignature, tlog-witness). */
@NullMarked
package io.tombolo.merkle.checkpoint;

import org.jspecify.annotations.NullMarked;
